import { IconFileUpload } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useDropTarget } from './useDropTarget';
import classes from './files.module.css';

export const MODEL_FILES = '.bpmn,.xml';

interface Props {
  onFiles: (files: File[]) => void;
  label: string;
  children?: ReactNode;
  multiple?: boolean;
}

/** A place to drop files, or to choose them; the whole page takes the drop. */
export const DropFiles = ({ onFiles, label, children, multiple = true }: Props) => {
  const id = useId();
  const { over } = useDropTarget(onFiles);
  return (
    <div className={classes.drop} data-over={over || undefined}>
      <IconFileUpload size={24} aria-hidden />
      <div>
        <input
          id={id}
          type="file"
          className={classes.input}
          accept={MODEL_FILES}
          multiple={multiple}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            // the same file may be chosen again after it was changed
            event.currentTarget.value = '';
            if (files.length > 0) onFiles(files);
          }}
        />
        <label htmlFor={id} className={classes.label}>
          {label}
        </label>
        {children && <p className={classes.hint}>{children}</p>}
      </div>
    </div>
  );
};
