import { parseJson, stringifyJson } from './json';
import { language } from '@/shared/i18n';
import { ApiProblem, type ProblemBody } from './problem';
import { session } from './session';

export const API = '/api/v1';

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  /** A plain value is sent as JSON; `FormData` as multipart. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Revision for `If-Match`. */
  ifMatch?: string | number | null;
  /** Key under which the server runs this call at most once; see `newKey`. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Hand a 401 to the caller instead of asking for a new log-in. */
  keepUnauthorized?: boolean;
}

export interface Answer<T> {
  data: T;
  etag: string | null;
  status: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const READS: ReadonlySet<Method> = new Set<Method>(['GET']);

/** Make a key for `Idempotency-Key`: one per intention of a person, re-used when the same intention is sent again. */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
};

export const cookie = (name: string): string | null => {
  const prefix = `${name}=`;
  const found = document.cookie.split('; ').find((part) => part.startsWith(prefix));
  return found ? decodeURIComponent(found.slice(prefix.length)) : null;
};

export const url = (path: string, query: Query = {}): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return `${API}${path}${text ? `?${text}` : ''}`;
};

const headersFor = (method: Method, options: RequestOptions): Headers => {
  const headers = new Headers({
    Accept: 'application/json, application/problem+json;q=0.9, */*;q=0.1',
    'Accept-Language': language,
    ...options.headers,
  });
  if (options.body !== undefined && !(options.body instanceof FormData))
    headers.set('Content-Type', 'application/json');
  if (!READS.has(method)) headers.set('X-CSRFToken', cookie('csrftoken') ?? '');
  if (options.ifMatch !== undefined && options.ifMatch !== null)
    headers.set('If-Match', `"${String(options.ifMatch).replaceAll('"', '')}"`);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  return headers;
};

const bodyFor = (body: unknown): BodyInit | undefined => {
  if (body === undefined) return undefined;
  return body instanceof FormData ? body : stringifyJson(body);
};

const unreachable = (): ApiProblem =>
  new ApiProblem(
    { status: 0, code: 'unreachable', title: 'No answer', detail: 'The server did not answer.' },
    null,
  );

const problemOf = async (response: Response): Promise<ApiProblem> => {
  const requestId = response.headers.get('X-Request-Id');
  const fallback: ProblemBody = {
    status: response.status,
    code: 'unexpected_answer',
    title: response.statusText || `Status ${response.status}`,
    detail: '',
  };
  if (!(response.headers.get('Content-Type') ?? '').includes('json'))
    return new ApiProblem(fallback, requestId);
  try {
    return new ApiProblem(
      { ...fallback, ...(parseJson(await response.text()) as Partial<ProblemBody>) },
      requestId,
    );
  } catch {
    // A body that says JSON and is not: the status alone is what is known.
    return new ApiProblem(fallback, requestId);
  }
};

const send = async (method: Method, path: string, options: RequestOptions): Promise<Response> => {
  try {
    return await fetch(url(path, options.query), {
      method,
      headers: headersFor(method, options),
      body: bodyFor(options.body),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw unreachable();
  }
};

const sendWithSession = async (
  method: Method,
  path: string,
  options: RequestOptions,
): Promise<Response> => {
  const response = await send(method, path, options);
  if (response.status !== 401 || options.keepUnauthorized) return response;
  await session.renewal();
  return send(method, path, options);
};

const accepted = async (response: Response): Promise<Response> => {
  if (!response.ok) throw await problemOf(response);
  return response;
};

/** Send a call and give the answer with its headers of interest. */
export const request = async <T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> => {
  const response = await accepted(await sendWithSession(method, path, options));
  const text = await response.text();
  const data = (text === '' ? null : parseJson(text)) as T;
  return { data, etag: response.headers.get('ETag'), status: response.status };
};

export const api = {
  get: async <T>(path: string, options?: RequestOptions) =>
    (await request<T>('GET', path, options)).data,
  post: async <T>(path: string, body: unknown = {}, options?: RequestOptions) =>
    (await request<T>('POST', path, { ...options, body })).data,
  put: async <T>(path: string, body: unknown, options?: RequestOptions) =>
    (await request<T>('PUT', path, { ...options, body })).data,
  patch: async <T>(path: string, body: unknown, options?: RequestOptions) =>
    (await request<T>('PATCH', path, { ...options, body })).data,
  delete: async <T = null>(path: string, options?: RequestOptions) =>
    (await request<T>('DELETE', path, options)).data,
  /** Text as it is, for instance a model's XML. */
  text: async (path: string, options: RequestOptions = {}) =>
    (await accepted(await sendWithSession('GET', path, options))).text(),
  /** A file that is made of what is asked for. */
  fileOf: async (path: string, body: unknown, options: RequestOptions = {}) =>
    (await accepted(await sendWithSession('POST', path, { ...options, body }))).blob(),
  /** A file byte for byte, whatever its encoding. */
  blob: async (path: string, options: RequestOptions = {}) =>
    (await accepted(await sendWithSession('GET', path, options))).blob(),
};
