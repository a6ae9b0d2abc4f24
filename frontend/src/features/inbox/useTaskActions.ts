import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, type UserTask } from '@/shared/api';
import { explain, toast } from '@/shared/ui';
import { useClaim, useComplete, useRelease, type Completion } from './api';

export interface TaskActions {
  claim: (task: UserTask) => void;
  release: (task: UserTask) => void;
  /** Null when it is done, else what refused it. */
  complete: (completion: Completion) => Promise<unknown>;
  claimAll: (tasks: readonly UserTask[]) => Promise<void>;
  releaseAll: (tasks: readonly UserTask[]) => Promise<void>;
  undo: () => void;
  /** Tasks that somebody else took while this person reached for them. */
  taken: ReadonlyMap<string, string>;
  /** Lets the form take the focus when the list hands it over. */
  onFocusForm: (focus: () => void) => () => void;
  focusForm: () => void;
}

const nameOf = (task: UserTask): string => task.name || task.activity_id;

/** Who was faster, kept so that the row can say it. */
const useTaken = () => {
  const client = useQueryClient();
  const [taken, setTaken] = useState<ReadonlyMap<string, string>>(new Map());
  const note = useCallback(
    async (task: UserTask, error: unknown): Promise<string | null> => {
      if (!isProblem(error) || !error.isConflict) return null;
      const queryKey = ['user-tasks', 'one', task.id];
      try {
        const now = await api.get<UserTask>(`/user-tasks/${task.id}`);
        client.setQueryData(queryKey, now);
        const holder = now.assignee;
        if (holder) setTaken((before) => new Map(before).set(task.id, holder));
        return holder;
      } catch (failure) {
        // Not to be seen any more: the detail says so by itself.
        if (isProblem(failure)) return null;
        throw failure;
      }
    },
    [client],
  );
  return { taken, note };
};

const useBulk = (mutate: (task: UserTask) => Promise<unknown>) =>
  useCallback(
    async (tasks: readonly UserTask[]) => {
      const results = await Promise.allSettled(tasks.map(mutate));
      const refused = results.filter((result) => result.status === 'rejected');
      return {
        done: results.length - refused.length,
        refused: refused.map((one): unknown => one.reason),
      };
    },
    [mutate],
  );

export const useTaskActions = (onCompleted: (task: UserTask) => void): TaskActions => {
  const { t } = useTranslation('inbox');
  const { mutateAsync: claimOne } = useClaim();
  const { mutateAsync: releaseOne } = useRelease();
  const { mutateAsync: completeOne } = useComplete();
  const { taken, note } = useTaken();
  const lastUndo = useRef<(() => void) | null>(null);
  const focusers = useRef(new Set<() => void>());
  const claimMany = useBulk(claimOne);
  const releaseMany = useBulk(releaseOne);

  return useMemo(() => {
    const refused = async (task: UserTask, error: unknown, words: string) => {
      const holder = await note(task, error);
      if (holder) toast.failed(`${words} ${t('task.isTaken', { name: holder })}`);
      else toast.failed(words, error);
    };
    const offerUndo = (words: string, run: () => void) => {
      lastUndo.current = run;
      toast.undo(words, () => actions.undo());
    };
    const report = (done: string | null, failures: unknown[]) => {
      if (done) toast.done(done);
      if (failures.length > 0) {
        toast.failed(t('selection.left', { count: failures.length, why: explain(failures[0]) }));
      }
    };
    const actions: TaskActions = {
      claim: (task) => {
        claimOne(task).then(
          (mine) =>
            offerUndo(t('task.claimed', { name: nameOf(task) }), () => actions.release(mine)),
          (error: unknown) => refused(task, error, t('task.notClaimed', { name: nameOf(task) })),
        );
      },
      release: (task) => {
        releaseOne(task).then(
          (free) =>
            offerUndo(t('task.released', { name: nameOf(task) }), () => actions.claim(free)),
          (error: unknown) => refused(task, error, t('task.notReleased', { name: nameOf(task) })),
        );
      },
      complete: async (completion) => {
        const { task } = completion;
        try {
          await completeOne(completion);
        } catch (error) {
          await refused(task, error, t('task.notCompleted', { name: nameOf(task) }));
          return error;
        }
        toast.done(t('task.completed', { name: nameOf(task) }));
        onCompleted(task);
        return null;
      },
      claimAll: async (tasks) => {
        const { done, refused: failures } = await claimMany(tasks);
        report(done > 0 ? t('selection.claimed', { count: done }) : null, failures);
      },
      releaseAll: async (tasks) => {
        const { done, refused: failures } = await releaseMany(tasks);
        report(done > 0 ? t('selection.released', { count: done }) : null, failures);
      },
      undo: () => {
        lastUndo.current?.();
        lastUndo.current = null;
      },
      taken,
      onFocusForm: (focus) => {
        focusers.current.add(focus);
        return () => focusers.current.delete(focus);
      },
      focusForm: () => focusers.current.forEach((focus) => focus()),
    };
    return actions;
  }, [t, claimOne, releaseOne, completeOne, claimMany, releaseMany, note, taken, onCompleted]);
};
