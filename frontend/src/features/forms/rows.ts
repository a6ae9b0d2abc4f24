import type { DraftInList } from '@/shared/drafts';
import type { FormVersion } from './api';

/** A form as the list shows it: its live version, its newest draft, or both. */
export interface FormRow {
  key: string;
  name: string;
  live: FormVersion | null;
  drafts: DraftInList[];
}

/** Put drafts beside the versions of the same key; a draft without a version stands alone. */
export const formRows = (
  forms: readonly FormVersion[],
  drafts: readonly DraftInList[],
): FormRow[] => {
  const rows = new Map<string, FormRow>();
  for (const live of forms)
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
export const searchRows = (rows: readonly FormRow[], text: string): FormRow[] => {
  const wanted = text.trim().toLowerCase();
  return rows.filter(({ name, key }) => `${name} ${key}`.toLowerCase().includes(wanted));
};
