import { api, type Page } from '@/shared/api';
import type { DraftKind } from '@/shared/drafts';

export interface LibraryHit {
  element_id: string;
  element_name: string;
  found_in: FoundIn;
  text: string;
}

export type FoundIn =
  | 'name'
  | 'id'
  | 'documentation'
  | 'expression'
  | 'reference'
  | 'connector'
  | 'topic'
  | 'event'
  | 'setting'
  | 'input'
  | 'output'
  | 'rule'
  | 'label'
  | 'key'
  | 'option';

/** A process, decision or form by its newest version, or by one of its drafts. */
export interface LibraryEntry {
  id: string;
  kind: DraftKind;
  /** The id of a draft whose model has no key. */
  key: string;
  name: string;
  /** Null for a draft. */
  version: number | null;
  folder: string;
  hits: LibraryHit[];
  hit_count: number;
}

export interface EntryName {
  kind: DraftKind;
  key: string;
}

const PAGE = 500;
const FOUND_AT_ONCE = 50;

/** Everything in the library that one may see, page by page. */
export const fetchLibrary = async (signal?: AbortSignal): Promise<LibraryEntry[]> => {
  const all: LibraryEntry[] = [];
  let cursor: string | null = null;
  do {
    const { items, page }: Page<LibraryEntry> = await api.get('/library', {
      query: { limit: PAGE, cursor },
      signal,
    });
    all.push(...items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
};

/** So many of the models that hold all words of a text. */
export const searchInside = (text: string, cursor: string | null, signal?: AbortSignal) =>
  api.post<Page<LibraryEntry>>(
    '/library/search',
    { filter: { text }, page: { limit: FOUND_AT_ONCE, cursor } },
    { signal },
  );

export const moveEntries = (entries: readonly EntryName[], folder: string) =>
  api.post<{ folder: string; moved: number }>('/library/move', { entries, folder });

export const moveFolder = (folder: string, target: string) =>
  api.post<{ folder: string; moved: number }>('/library/folders/move', { folder, target });

/** One version of a form or a decision. */
export interface Version {
  id: string;
  key: string;
  version: number;
  version_tag: string | null;
  name: string;
  deployed_at: string;
  deployed_by: string | null;
  note: string | null;
  deployment_id: string;
  resource_name: string;
}

/** What has versions but no instances. */
export type VersionedKind = Exclude<DraftKind, 'process'>;

const PLACES = { form: '/forms', decision: '/decisions' } as const;

const versionsBy = async (
  kind: VersionedKind,
  query: Record<string, string | boolean>,
  signal?: AbortSignal,
) =>
  (await api.get<Page<Version>>(PLACES[kind], { query: { limit: PAGE, ...query }, signal })).items;

/** The newest version of each. */
export const fetchNewest = (kind: VersionedKind, signal?: AbortSignal) =>
  versionsBy(kind, { is_newest: true }, signal);

/** All versions of one, newest first. */
export const fetchVersionsOf = async (kind: VersionedKind, key: string, signal?: AbortSignal) =>
  (await versionsBy(kind, { key }, signal)).sort((a, b) => b.version - a.version);

/** The page of a form or decision, at one of its versions where that is named. */
export const addressOf = (kind: VersionedKind, key: string, version?: number): string =>
  `${PLACES[kind]}/${encodeURIComponent(key)}${version ? `?version=${version.toString()}` : ''}`;

/** Two versions of a form or decision beside each other: the two newest where none is named. */
export const compareAddressOf = (kind: VersionedKind, key: string, to?: number): string =>
  `${PLACES[kind]}/${encodeURIComponent(key)}/compare${to ? `?to=${to.toString()}` : ''}`;

const contentPath = (kind: VersionedKind, id: string) =>
  `${PLACES[kind]}/${id}/${kind === 'form' ? 'schema' : 'model'}`;

/** Where the file of a version can be fetched from. */
export const contentAddress = (kind: VersionedKind, id: string) =>
  `/api/v1${contentPath(kind, id)}`;

/** The file of a version. */
export const fetchContent = (kind: VersionedKind, id: string, signal?: AbortSignal) =>
  api.text(contentPath(kind, id), { signal });
