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
  /** As `accept` of HTML; models where it is left out, everything where it is empty. */
  accept?: string;
}

/** A place to drop files, or to choose them; the whole page takes the drop. */
export const DropFiles = ({
  onFiles,
  label,
  children,
  multiple = true,
  accept = MODEL_FILES,
}: Props) => {
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
          accept={accept}
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
