import type { DraftInList } from '@/shared/drafts';
import type { DecisionVersion } from './api';

/** A decision as the list shows it: its live version, its newest draft, or both. */
export interface DecisionRow {
  key: string;
  name: string;
  live: DecisionVersion | null;
  drafts: DraftInList[];
}

/** Put drafts beside the versions of the same key; a draft without a version stands alone. */
export const decisionRows = (
  decisions: readonly DecisionVersion[],
  drafts: readonly DraftInList[],
): DecisionRow[] => {
  const rows = new Map<string, DecisionRow>();
  for (const live of decisions)
    rows.set(live.key, { key: live.key, name: live.name, live, drafts: [] });
  for (const draft of drafts) {
    const key = draft.key ?? draft.id;
    const row = rows.get(key) ?? { key, name: draft.name, live: null, drafts: [] };
    row.drafts.push(draft);
    rows.set(key, row);
  }
  return [...rows.values()].sort((a, b) => a.name.localeCompare(b.name));
};

/** The rows whose name or key holds the text. */
export const searchRows = (rows: readonly DecisionRow[], text: string): DecisionRow[] => {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({ name, key }) => `${name} ${key}`.toLowerCase().includes(wanted));
};
