import { useEffect, useMemo, useState } from 'react';
import { api, stringifyJson, type JsonObject, type StartDraft } from '@/shared/api';
import { DraftSaver, type SaveState } from '@/shared/drafts';
import type { Session } from './session';

interface Body {
  variables: JsonObject;
  business_key: string;
  form_id?: string;
}

export type StartDraftState = SaveState<Body, StartDraft>;

const addressOf = (definitionId: string) => `/process-definitions/${definitionId}/start-form/draft`;

export const fetchStartDraft = (id: string, signal?: AbortSignal): Promise<StartDraft> =>
  api.get<StartDraft>(addressOf(id), { signal });

export const discardStartDraft = (id: string): Promise<unknown> => api.delete(addressOf(id));

const NO_DRAFT: StartDraft = {
  variables: {},
  variable_types: {},
  business_key: '',
  updated_at: null,
  form_version: null,
  is_outdated: false,
  labels: {},
  revision: 0,
};

const begin = (
  definitionId: string,
  formId: string | null,
  draft: StartDraft,
  onState: (state: StartDraftState) => void,
) => {
  const form = formId === null ? {} : { form_id: formId };
  let newest: Body | null = null;
  const saver = new DraftSaver<Body, StartDraft>(
    {
      read: () => Promise.resolve({ ...(newest ?? { variables: {}, business_key: '' }), ...form }),
      write: (body, revision) =>
        api.put<StartDraft>(addressOf(definitionId), body, { ifMatch: revision }),
      fetch: () => fetchStartDraft(definitionId),
      onState,
    },
    draft,
  );
  return {
    /** Tell what is entered so far; what is there when the form opens is no change. */
    note: (entered: Body) => {
      const isSame = newest === null || stringifyJson(entered) === stringifyJson(newest);
      newest = entered;
      if (!isSame) saver.changed();
    },
    /** The start drops the draft: a save that came later would bring it back. */
    stop: () => saver.discard(),
    /** The start was refused: what was typed is kept again. */
    resume: () => saver.changed(),
    keepMine: () => void saver.keepMine(),
    takeTheirs: () => saver.takeTheirs(),
    close: () => saver.close(),
  };
};

/** A draft is kept of the form of the usual start only; that of another lives as long as its dialog. */
const NOT_KEPT: ReturnType<typeof begin> = {
  note: () => undefined,
  stop: () => undefined,
  resume: () => undefined,
  keepMine: () => undefined,
  takeTheirs: () => null,
  close: () => Promise.resolve(true),
};

/**
 * What was typed into a start form, kept on the server two seconds after a change, and when one leaves.
 *
 * Process, draft and form are read once: give the component a `key` where another takes its place.
 */
export const useStartDrafting = (
  definitionId: string,
  formId: string | null,
  draft: StartDraft | null,
  { isUsual, typed }: Pick<Session, 'isUsual' | 'typed'>,
) => {
  const [state, setState] = useState<StartDraftState | null>(() =>
    draft?.updated_at && !draft.is_outdated
      ? { kind: 'saved', at: new Date(draft.updated_at) }
      : null,
  );
  const [drafting] = useState(() =>
    isUsual ? begin(definitionId, formId, draft ?? NO_DRAFT, setState) : NOT_KEPT,
  );
  useEffect(() => () => typed.leave(drafting.close()), [drafting, typed]);
  return useMemo(() => ({ ...drafting, state }), [drafting, state]);
};

export type StartDrafting = ReturnType<typeof useStartDrafting>;
