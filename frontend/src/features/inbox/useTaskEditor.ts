import { useEffect, useRef, useState } from 'react';
import { stringifyJson, type TaskForm, type UserTask } from '@/shared/api';
import { editsFrom, useVariables } from '@/shared/variables';
import { saveDraft, type TaskDraft } from './api';

const AUTOSAVE_MS = 2_000;
export type DraftState = 'none' | 'dirty' | 'saving' | 'saved' | 'failed';

interface Saved {
  text: string;
  at: Date | null;
  phase: 'idle' | 'saving' | 'failed';
}

const NOTHING = '{}';

const stateOf = (saved: Saved, text: string | null): DraftState => {
  if (saved.phase !== 'idle') return saved.phase;
  if (text !== saved.text) return 'dirty';
  return saved.at ? 'saved' : 'none';
};

/** The values of a task with what the person typed, kept as a draft on the server two seconds after a change. */
export const useTaskEditor = (task: UserTask, form: TaskForm, draft: TaskDraft | null) => {
  const kept = draft?.updated_at && Object.keys(draft.variables).length > 0 ? draft : null;
  const editor = useVariables(form, kept ? editsFrom(form, kept) : undefined);
  const [saved, setSaved] = useState<Saved>(() => ({
    text: stringifyJson(kept?.variables ?? {}),
    at: kept?.updated_at ? new Date(kept.updated_at) : null,
    phase: 'idle',
  }));
  const ended = useRef(false);

  const changes = editor.changes();
  const newest = useRef(changes);
  useEffect(() => {
    newest.current = changes;
  });
  const text = editor.hasErrors ? null : stringifyJson(changes.variables);
  useEffect(() => {
    if (text === null || text === saved.text || ended.current) return;
    const save = async () => {
      setSaved((before) => ({ ...before, phase: 'saving' }));
      try {
        await saveDraft(task.id, newest.current);
        setSaved({ text, at: text === NOTHING ? null : new Date(), phase: 'idle' });
      } catch {
        // Completion may have closed the task meanwhile; else the bar says that nothing is saved.
        setSaved((before) => ({ ...before, text, phase: ended.current ? 'idle' : 'failed' }));
      }
    };
    const timer = setTimeout(() => void save(), AUTOSAVE_MS);
    return () => clearTimeout(timer);
  }, [text, saved.text, task.id]);

  /** Completion drops the draft; a save that comes later would be refused. */
  const stopSaving = (stopped: boolean) => {
    ended.current = stopped;
  };
  return { editor, draftState: stateOf(saved, text), savedAt: saved.at, stopSaving };
};
