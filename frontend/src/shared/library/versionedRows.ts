import type { DraftInList } from '@/shared/drafts';
import type { Version } from './api';

/** A form or decision as its list shows it: its live version, its drafts, or both. */
export interface VersionedRow {
  key: string;
  /** Key by which it lies in a folder: the id of a draft whose model has none. */
  place: string;
  name: string;
  live: Version | null;
  drafts: DraftInList[];
}

/** Put drafts beside the versions of the same key; a draft without a version stands alone. */
export const versionedRows = (
  versions: readonly Version[],
  drafts: readonly DraftInList[],
): VersionedRow[] => {
  const rows = new Map<string, VersionedRow>();
  for (const live of versions)
    rows.set(live.key, { key: live.key, place: live.key, name: live.name, live, drafts: [] });
  for (const draft of drafts) {
    const place = draft.key || draft.id;
    const row = rows.get(place) ?? {
      key: draft.key ?? '',
      place,
      name: draft.name,
      live: null,
      drafts: [],
    };
    row.drafts.push(draft);
    rows.set(place, row);
  }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name));
};

/** Keep the rows whose name or key holds every word. */
export const searchRows = <Row extends { name: string; key: string }>(
  rows: readonly Row[],
  text: string,
): Row[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ name, key }) => {
    const hay = `${name} ${key}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
};
