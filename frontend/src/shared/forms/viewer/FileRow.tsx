/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import { api, isProblem } from '@/shared/api';
import { sizeText, type FileReference } from '@/shared/files/limits';
import {
  askToShow,
  canBeShown,
  contentOf,
  isPicture,
  previewOf,
  type FileState,
} from '@/shared/files/preview';
import { say } from './messages';
import { fileState, sizeTongue } from './speech';

/** How long until it is asked again whether the scanner has answered. */
const AGAIN_MS = 15_000;

interface Reading {
  isReady: boolean;
  /** Why it cannot be read; null also while nobody knows yet. */
  reason: string | null;
}

/** Whether a file can be read: it may wait for the scanner, be gone, or be nobody's business. */
const useReading = (id: string): Reading => {
  const [state, setState] = useState<FileState | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => {
    let timer = 0;
    let isHere = true;
    const ask = () => {
      api
        .get<{ state: FileState }>(`/files/${id}`)
        .then((found) => {
          if (!isHere) return;
          setState(found.state);
          if (found.state === 'unscanned') timer = window.setTimeout(ask, AGAIN_MS);
        })
        .catch((error: unknown) => {
          if (!isHere) return;
          // Where nobody answered, whoever wants the file finds out by asking for it.
          if (isProblem(error) && !error.isUnreachable) setRefusal(error.message);
          else setState('ready');
        });
    };
    ask();
    return () => {
      isHere = false;
      window.clearTimeout(timer);
    };
  }, [id]);
  if (refusal !== null) return { isReady: false, reason: refusal };
  if (state === null || state === 'ready') return { isReady: state === 'ready', reason: null };
  return { isReady: false, reason: fileState(state) };
};

interface Props {
  file: FileReference;
  isFixed: boolean;
  onRemove: () => void;
}

/** One file of a field; what cannot be read is no link, and says why. */
export const FileRow = ({ file, isFixed, onRemove }: Props) => {
  const { isReady, reason } = useReading(file.id);
  return (
    <li class={reason === null ? 'k-file' : 'k-file k-file-unread'}>
      {isReady && isPicture(file.media_type) && (
        <img class="k-file-picture" src={previewOf(file.id)} alt="" loading="lazy" />
      )}
      {isReady ? (
        <a class="k-file-name" href={contentOf(file.id)} download={file.name}>
          {file.name}
        </a>
      ) : (
        <span class="k-file-name">{file.name}</span>
      )}
      <span class="k-file-size">{sizeText(Number(file.size), sizeTongue())}</span>
      {isReady && canBeShown(file.media_type) && (
        <button
          type="button"
          class="k-file-act"
          aria-label={`${say('show_file')} ${file.name}`}
          onClick={(event) => askToShow(event.currentTarget, file)}
        >
          {say('show_file')}
        </button>
      )}
      {!isFixed && (
        <button
          type="button"
          class="k-file-act"
          aria-label={`${say('remove_file')} ${file.name}`}
          onClick={onRemove}
        >
          {say('remove_file')}
        </button>
      )}
      {reason !== null && <p class="k-file-reason">{reason}</p>}
    </li>
  );
};
