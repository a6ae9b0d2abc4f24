import { useEffect, useMemo, useState } from 'react';
import { stringifyJson, type Variables } from '@/shared/api';
import { DraftSaver, type SaveState } from '@/shared/drafts';
import { fetchDraft, saveDraft, type DraftBody, type TaskDraft } from './api';

export type DraftState = SaveState<DraftBody, TaskDraft>;

export interface TaskDrafting {
  /** Null while nothing was typed. */
  state: DraftState | null;
  /** Tell what the person changed so far; the same again is no change. */
  note: (changes: Variables) => void;
  /** Keep nothing any more. */
  clear: () => void;
  /** Completion drops the draft: a save that came later would be refused. */
  stop: () => void;
  /** The completion was refused: what was typed is kept again. */
  resume: () => void;
  /** End a conflict by what is here. */
  keepMine: () => void;
  /** End a conflict by what the other device saved. */
  takeTheirs: () => TaskDraft | null;
}

const NOTHING: Variables = { variables: {}, variable_types: {} };
const NO_DRAFT: TaskDraft = {
  ...NOTHING,
  updated_at: null,
  form_version: null,
  is_outdated: false,
  labels: {},
  revision: 0,
};

type Drafting = Omit<TaskDrafting, 'state'> & { close: () => void };

const begin = (
  taskId: string,
  formId: string | null,
  draft: TaskDraft,
  onState: (state: DraftState) => void,
): Drafting => {
  const form = formId === null ? {} : { form_id: formId };
  // A draft for an older form stays as it is until something is typed: what is taken over of it is no change.
  let newest: Variables | null = draft.is_outdated ? null : draft;
  const saver = new DraftSaver<DraftBody, TaskDraft>(
    {
      read: () => {
        const { variables, variable_types } = newest ?? NOTHING;
        return Promise.resolve({ variables, variable_types, ...form });
      },
      write: (body, revision) => saveDraft(taskId, body, revision),
      fetch: () => fetchDraft(taskId),
      onState,
    },
    draft,
  );
  return {
    note: (changes) => {
      const isSame =
        newest === null || stringifyJson(changes.variables) === stringifyJson(newest.variables);
      newest = changes;
      if (!isSame) saver.changed();
    },
    clear: () => {
      newest = NOTHING;
      saver.changed();
    },
    stop: () => saver.discard(),
    resume: () => saver.changed(),
    keepMine: () => void saver.keepMine(),
    takeTheirs: () => saver.takeTheirs(),
    close: () => void saver.close(),
  };
};

/**
 * What was typed into a task, kept on the server two seconds after a change, and when one leaves.
 *
 * Task, draft and form are read once: give the component a `key` where another takes its place.
 */
export const useTaskDraft = (
  taskId: string,
  draft: TaskDraft | null,
  formId: string | null,
): TaskDrafting => {
  const [state, setState] = useState<DraftState | null>(() =>
    draft?.updated_at && !draft.is_outdated && Object.keys(draft.variables).length > 0
      ? { kind: 'saved', at: new Date(draft.updated_at) }
      : null,
  );
  const [drafting] = useState(() => begin(taskId, formId, draft ?? NO_DRAFT, setState));
  useEffect(() => drafting.close, [drafting]);
  return useMemo(() => ({ ...drafting, state }), [drafting, state]);
};
