import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { DraftKind } from '@/shared/drafts';
import { fetchLibrary } from './api';
import { allFolders, subfolders, type Subfolder } from './folders';

const POLL_MS = 15_000;

/** Where a page of the library stands, as its address says. */
export interface LibraryPlace {
  kind: DraftKind;
  /** The folder that is open; empty at the top, or while a text is looked for. */
  folder: string;
  text: string;
  setText: (text: string) => void;
  /** Address of a folder on this page. */
  linkTo: (folder: string) => string;
  folders: readonly Subfolder[];
  /** All folders, of whatever kind, to move something into. */
  choices: readonly string[];
  folderOf: (key: string) => string;
  /** The rows that belong on the page: of the folder, or of all folders while a text is looked for. */
  here: <Row extends { place: string }>(rows: readonly Row[]) => Row[];
}

/** Folders of one kind of models, and which of them is open. */
export const useLibrary = (kind: DraftKind): LibraryPlace => {
  const [params, setParams] = useSearchParams();
  const text = params.get('q') ?? '';
  const isSearching = text.trim() !== '';
  const folder = isSearching ? '' : (params.get('folder') ?? '');
  const { data } = useQuery({
    queryKey: ['library'],
    queryFn: ({ signal }) => fetchLibrary(signal),
    refetchInterval: POLL_MS,
  });
  return useMemo(() => {
    const mine = new Map(
      data?.filter((entry) => entry.kind === kind).map((entry) => [entry.key, entry.folder]),
    );
    const folderOf = (key: string) => mine.get(key) ?? '';
    return {
      kind,
      folder,
      text,
      setText: (value) =>
        setParams(
          (before) => {
            if (value) before.set('q', value);
            else before.delete('q');
            return before;
          },
          { replace: true },
        ),
      linkTo: (path) => (path ? `?folder=${encodeURIComponent(path)}` : '?'),
      folders: isSearching ? [] : subfolders(mine.values(), folder),
      choices: allFolders(data?.map((entry) => entry.folder) ?? []),
      folderOf,
      here: (rows) =>
        isSearching ? [...rows] : rows.filter((row) => folderOf(row.place) === folder),
    };
  }, [data, kind, folder, text, isSearching, setParams]);
};
