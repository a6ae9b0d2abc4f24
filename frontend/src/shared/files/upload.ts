/** Upload of one file, with progress; `fetch` tells none of it. */
import { ApiProblem, cookie, newKey, parseJson, session, type ProblemBody } from '@/shared/api';
import { language } from '@/shared/i18n';
import type { FileReference } from './limits';

export interface Upload {
  done: Promise<FileReference>;
  cancel: () => void;
}

/** A person's own wish to stop; nothing to be told about. */
export class UploadCancelled extends Error {}

const problemOf = (call: XMLHttpRequest): ApiProblem => {
  const fallback: ProblemBody = {
    status: call.status,
    code: call.status === 0 ? 'unreachable' : 'unexpected_answer',
    title: call.status === 0 ? 'No answer' : call.statusText,
    detail: call.status === 0 ? 'The server did not answer.' : '',
  };
  const isProblem = (call.getResponseHeader('Content-Type') ?? '').includes('json');
  const told = isProblem ? (parseJson(call.responseText) as Partial<ProblemBody>) : {};
  return new ApiProblem({ ...fallback, ...told }, call.getResponseHeader('X-Request-Id'));
};

/** Send a file; `onProgress` hears a share from 0 to 1. An ended session is renewed and the file sent again. */
export const uploadFile = (file: File, onProgress: (share: number) => void): Upload => {
  const key = newKey();
  let call: XMLHttpRequest | null = null;
  let isCancelled = false;
  const send = (): Promise<FileReference> =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      call = request;
      request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      request.onabort = () => reject(new UploadCancelled());
      request.onerror = () => reject(problemOf(request));
      request.onload = () => {
        if (request.status === 401) {
          session
            .renewal()
            .then(() => (isCancelled ? Promise.reject(new UploadCancelled()) : send()))
            .then(resolve, reject);
        } else if (request.status === 201) {
          resolve(parseJson(request.responseText) as unknown as FileReference);
        } else {
          reject(problemOf(request));
        }
      };
      request.open('POST', '/api/v1/files');
      request.setRequestHeader('Accept', 'application/json');
      request.setRequestHeader('Accept-Language', language);
      request.setRequestHeader('X-CSRFToken', cookie('csrftoken') ?? '');
      request.setRequestHeader('Idempotency-Key', key);
      const form = new FormData();
      form.set('file', file, file.name);
      request.send(form);
    });
  return {
    done: send(),
    cancel: () => {
      isCancelled = true;
      call?.abort();
    },
  };
};
