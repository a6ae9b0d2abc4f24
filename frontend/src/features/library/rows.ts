import type { ProcessDefinition } from '@/shared/api';
import type { DraftInList } from '@/shared/drafts';

/** One process in the library: all its versions and its newest draft. */
export interface ProcessRow {
  key: string;
  /** Key by which it lies in a folder: the id of a draft whose model has none. */
  place: string;
  name: string;
  /** The newest version, or null where there is a draft only. */
  live: ProcessDefinition | null;
  running: number;
  finished: number;
  /** More have ended: counting stopped there. */
  finishedIsMore: boolean;
  incidents: number;
  draft: DraftInList | null;
  /** Drafts beside the newest one. */
  otherDrafts: readonly DraftInList[];
}

const sum = (
  versions: readonly ProcessDefinition[],
  figure: 'running' | 'finished' | 'incidents',
) => versions.reduce((total, version) => total + (version[figure] ?? 0), 0);

const newest = (versions: readonly ProcessDefinition[]): ProcessDefinition | null =>
  versions.reduce<ProcessDefinition | null>(
    (best, version) => (best && best.version > version.version ? best : version),
    null,
  );

const group = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const found = groups.get(keyOf(item));
    if (found) found.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
};

/** Put versions and drafts of one process into one row; `drafts` come newest first. */
export const processRows = (
  definitions: readonly ProcessDefinition[],
  drafts: readonly DraftInList[],
): ProcessRow[] => {
  const versionsByKey = group(definitions, ({ key }) => key);
  // a draft whose model cannot be read has no key: it stands alone
  const draftsByKey = group(drafts, ({ key, id }) => key || `draft ${id}`);
  const keys = new Set([...versionsByKey.keys(), ...draftsByKey.keys()]);
  const rows = [...keys].map((key): ProcessRow => {
    const versions = versionsByKey.get(key) ?? [];
    const mine = draftsByKey.get(key) ?? [];
    const live = newest(versions);
    const own = live?.key ?? mine[0]?.key ?? '';
    return {
      key: own,
      place: own || (mine[0]?.id ?? ''),
      name: live?.name || mine[0]?.name || key,
      live,
      running: sum(versions, 'running'),
      finished: sum(versions, 'finished'),
      finishedIsMore: versions.some((version) => version.finished_is_estimate),
      incidents: sum(versions, 'incidents'),
      draft: mine[0] ?? null,
      otherDrafts: mine.slice(1),
    };
  });
  return rows.sort((a, b) => a.name.localeCompare(b.name) || a.key.localeCompare(b.key));
};
