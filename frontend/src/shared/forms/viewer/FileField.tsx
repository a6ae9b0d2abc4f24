/** @jsxImportSource preact */
import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, isProblem } from '@/shared/api';
import { filesIn, readFileLimits, sizeText, type FileReference } from '@/shared/files/limits';
import { uploadFile, UploadCancelled, type Upload } from '@/shared/files/upload';
import { classesOf, useService, type Field, type FieldProps } from './field';
import { FileRow } from './FileRow';
import { fileFault, kindsIn, say } from './messages';
import { sizeTongue } from './speech';
import './file-field.css';

interface Running {
  id: number;
  name: string;
  share: number;
  upload: Upload;
}

const reasonOf = (error: unknown): string =>
  isProblem(error) ? (error.errors[0]?.detail ?? error.message) : say('upload_failed');

/** What may be chosen, said before anybody chooses. */
const limitsText = ({ accept, validate, multiple }: Field, most: number | null): string => {
  const bytes = Math.min(validate?.maxSize ?? Infinity, most ?? Infinity);
  return [
    accept ? say('files_of', kindsIn(accept)) : '',
    Number.isFinite(bytes) ? say('size_up_to', sizeText(bytes, sizeTongue())) : '',
    multiple && validate?.maxFiles ? say('files_up_to', String(validate.maxFiles)) : '',
  ]
    .filter(Boolean)
    .join(' · ');
};

/** The largest upload that the server takes, once it has told. */
const useMostBytes = (): number | null => {
  const [most, setMost] = useState<number | null>(null);
  useEffect(() => {
    let isHere = true;
    readFileLimits()
      .then((limits) => isHere && setMost(limits.max_bytes))
      // The field works without it; the server refuses what is too large.
      .catch(() => undefined);
    return () => {
      isHere = false;
    };
  }, []);
  return most;
};

/** Uploads of one field: those that run, and why others did not come about. */
const useUploads = (props: FieldProps, most: number | null) => {
  const { field, onChange } = props;
  const waiting = useService('uploads');
  const [running, setRunning] = useState<Running[]>([]);
  const [faults, setFaults] = useState<string[]>([]);
  // Two uploads may end before the form has drawn the first.
  const newestRef = useRef(props.value);
  useEffect(() => {
    newestRef.current = props.value;
  }, [props.value]);
  const openRef = useRef(new Map<number, Upload>());
  const nextRef = useRef(0);
  useEffect(
    () => () => {
      openRef.current.forEach(({ cancel }) => cancel());
      waiting.delete(field.id);
    },
    [waiting, field.id],
  );
  const take = (file: FileReference) => {
    const value = field.multiple ? [...filesIn(newestRef.current), file] : file;
    newestRef.current = value;
    onChange({ value });
  };
  const settle = (id: number) => {
    openRef.current.delete(id);
    waiting.set(field.id, openRef.current.size);
    setRunning((all) => all.filter((one) => one.id !== id));
  };
  const start = (file: File) => {
    const fault = fileFault(field, file, most);
    if (fault) {
      setFaults((all) => [...all, `${file.name}: ${fault}`]);
      return;
    }
    nextRef.current += 1;
    const id = nextRef.current;
    const upload = uploadFile(file, (share) =>
      setRunning((all) => all.map((one) => (one.id === id ? { ...one, share } : one))),
    );
    openRef.current.set(id, upload);
    waiting.set(field.id, openRef.current.size);
    setRunning((all) => [...all, { id, name: file.name, share: 0, upload }]);
    upload.done
      .then((reference) => {
        settle(id);
        take(reference);
      })
      .catch((error: unknown) => {
        settle(id);
        if (!(error instanceof UploadCancelled))
          setFaults((all) => [...all, `${file.name}: ${reasonOf(error)}`]);
      });
  };
  const choose = (files: File[]) => {
    setFaults([]);
    files.forEach(start);
  };
  return { running, faults, choose };
};

/** Files are sent as they are chosen; the form holds references to them. */
export const FileField = (props: FieldProps) => {
  const { field, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  const most = useMostBytes();
  const { running, faults, choose } = useUploads(props, most);
  const [brought] = useState(() => new Set<string>());
  const input = useRef<HTMLInputElement>(null);
  const files = filesIn(props.value);
  const isFixed = disabled || readonly;
  const limits = limitsText(field, most);
  const remove = (file: FileReference) => {
    const left = files.filter(({ id }) => id !== file.id);
    onChange({ value: field.multiple ? left : null });
    // What nobody refers to goes after a day, so it does not matter when this comes to nothing.
    if (!brought.has(file.id)) api.delete(`/files/${file.id}`).catch(() => undefined);
    brought.add(file.id);
    input.current?.focus();
  };
  return (
    <div class={classesOf('filepicker', props)}>
      <Label htmlFor={domId} label={field.label} required={field.validate?.required === true} />
      {!readonly && (
        <div class="k-file-choice">
          <input
            ref={input}
            class="k-file-hidden"
            type="file"
            id={domId}
            accept={field.accept ?? ''}
            multiple={field.multiple === true}
            disabled={disabled}
            aria-invalid={errors.length > 0}
            aria-describedby={`${domId}-limits ${domId}-error-message`}
            onFocus={onFocus}
            onBlur={onBlur}
            onChange={(event) => {
              const chosen = [...(event.currentTarget.files ?? [])];
              // The same file may be chosen again after it was removed.
              event.currentTarget.value = '';
              choose(chosen);
            }}
          />
          <label class="k-file-button" data-disabled={disabled} for={domId}>
            {say(field.multiple ? 'choose_files' : 'choose_file')}
          </label>
          <span id={`${domId}-limits`} class="k-file-limits">
            {limits}
          </span>
        </div>
      )}
      {readonly && files.length === 0 && <p class="k-file-none">{say('no_file')}</p>}
      {files.length > 0 && (
        <ul class="k-files" aria-label={field.label}>
          {files.map((file) => (
            <FileRow key={file.id} file={file} isFixed={isFixed} onRemove={() => remove(file)} />
          ))}
        </ul>
      )}
      {running.map(({ id, name, share, upload }) => (
        <div key={id} class="k-file">
          <span class="k-file-name">{name}</span>
          <progress value={share} max={1} aria-label={say('uploading', name)} />
          <button
            type="button"
            class="k-file-act"
            aria-label={`${say('cancel_upload')} ${name}`}
            onClick={upload.cancel}
          >
            {say('cancel_upload')}
          </button>
        </div>
      ))}
      <div role="alert" class="k-file-faults">
        {faults.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
      </div>
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
};

FileField.config = {
  type: 'filepicker',
  keyed: true,
  name: 'File picker',
  group: 'basic-input',
  emptyValue: null,
  sanitizeValue: ({ formField, value }: { formField: Field; value: unknown }) => {
    const files = filesIn(value);
    return formField.multiple ? files : (files[0] ?? null);
  },
  create: (options: object = {}) => ({ label: 'Files', ...options }),
};
