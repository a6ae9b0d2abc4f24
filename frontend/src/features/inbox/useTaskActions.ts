import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  api,
  isProblem,
  newKey,
  type JsonObject,
  type TaskResults,
  type UserTask,
  type Variables,
} from '@/shared/api';
import { explain, toast } from '@/shared/ui';
import { useClaim, useComplete, useRelease, type Completion } from './api';
import { useManyTasks, useTaskCommand, type ManyCommand, type TaskCommand } from './commands';

/** A command with the words for its end. */
export interface Order extends TaskCommand {
  done: string;
  failed: string;
  /** With which the same command takes it back. */
  undo?: JsonObject;
}

export interface TaskActions {
  claim: (task: UserTask) => void;
  release: (task: UserTask) => void;
  /** Back to the owner, who asked this person to work on it, with what was entered where its form is open. */
  giveBack: (task: UserTask) => void;
  /** Lets the open form give a task back; it knows what was entered. */
  onGiveBack: (id: string, give: () => void) => () => void;
  /** Null when it is done, else what refused it. */
  giveBackWith: (task: UserTask, changes: Variables) => Promise<unknown>;
  /** Null when it is done, else what refused it. */
  complete: (completion: Completion) => Promise<unknown>;
  /** Null when it is done, else what refused it; said aloud where it was shown beforehand. */
  carryOut: (order: Order) => Promise<unknown>;
  carryOutMany: (command: Omit<ManyCommand, 'key'>) => Promise<TaskResults>;
  /** Commands that have no call for several tasks: each by itself, undone together. */
  carryOutEach: (orders: readonly Order[], words: (count: number) => string) => Promise<void>;
  /** Go on with what comes after a task that is not to be done any more. */
  leave: (task: UserTask) => void;
  claimAll: (tasks: readonly UserTask[]) => Promise<void>;
  releaseAll: (tasks: readonly UserTask[]) => Promise<void>;
  undo: () => void;
  /** Tasks that somebody else took while this person reached for them. */
  taken: ReadonlyMap<string, string>;
  /** Lets the form take the focus when the list hands it over. */
  onFocusForm: (focus: () => void) => () => void;
  focusForm: () => void;
}

const NOTHING: Variables = { variables: {}, variable_types: {} };

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

const useEach = (mutate: (task: UserTask) => Promise<unknown>) =>
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
  const givers = useRef(new Map<string, () => void>());
  const { mutateAsync: carryOutOne } = useTaskCommand();
  const { mutateAsync: sendMany } = useManyTasks();
  const releaseMany = useEach(releaseOne);

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
    const report = (done: string | null, failures: string[]) => {
      if (done) toast.done(done);
      const [why] = failures;
      if (why) toast.failed(t('selection.left', { count: failures.length, why }));
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
      giveBack: (task) => {
        const give = givers.current.get(task.id);
        if (give) give();
        else void actions.giveBackWith(task, NOTHING);
      },
      onGiveBack: (id, give) => {
        givers.current.set(id, give);
        return () => givers.current.delete(id);
      },
      giveBackWith: async (task, changes) => {
        const [name, person] = [nameOf(task), task.owner ?? ''];
        const body = Object.keys(changes.variables).length > 0 ? { ...changes } : {};
        try {
          await carryOutOne({ task, path: 'resolve', body });
        } catch (error) {
          await refused(task, error, t('task.notGivenBack', { name, person }));
          return error;
        }
        toast.done(t('task.givenBack', { name, person }));
        return null;
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
      carryOut: async (order) => {
        const { undo, done, failed } = order;
        try {
          const task = await carryOutOne(order);
          if (!undo) toast.done(done);
          else {
            offerUndo(done, () => {
              const back = { task, path: order.path, body: undo, done: t('undone'), failed };
              void actions.carryOut(back).then((error) => error && toast.failed(failed, error));
            });
          }
          return null;
        } catch (error) {
          const holder = await note(order.task, error);
          const words = holder ? `${failed} ${t('task.isTaken', { name: holder })}` : failed;
          if (order.shown) toast.failed(words, error);
          return error;
        }
      },
      carryOutMany: (command) => sendMany({ ...command, key: newKey() }),
      leave: onCompleted,
      carryOutEach: async (orders, words) => {
        const ends = await Promise.allSettled(orders.map((order) => carryOutOne(order)));
        const done = ends.flatMap((end, index) => {
          const order = orders[index];
          return end.status === 'fulfilled' && order ? [{ ...order, task: end.value }] : [];
        });
        const failures = ends.flatMap((end) =>
          end.status === 'rejected' ? [explain(end.reason)] : [],
        );
        report(null, failures);
        if (done.length === 0) return;
        offerUndo(words(done.length), () => {
          const back = done.map(({ task, path, failed, undo = {} }) => {
            return { task, path, body: undo, done: '', failed };
          });
          void Promise.allSettled(back.map((order) => carryOutOne(order))).then((undone) =>
            report(
              t('undone'),
              undone.flatMap((end) => (end.status === 'rejected' ? [explain(end.reason)] : [])),
            ),
          );
        });
      },
      claimAll: async (tasks) => {
        try {
          const result = await actions.carryOutMany({ tasks, path: 'claim', body: {} });
          const { succeeded, items } = result;
          const why = items.flatMap(({ problem }) => (problem ? [problem.detail] : []));
          report(succeeded > 0 ? t('selection.claimed', { count: succeeded }) : null, why);
        } catch (error) {
          toast.failed(t('selection.left', { count: tasks.length, why: explain(error) }));
        }
      },
      releaseAll: async (tasks) => {
        const { done, refused: failures } = await releaseMany(tasks);
        report(
          done > 0 ? t('selection.released', { count: done }) : null,
          failures.map((failure) => explain(failure)),
        );
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
  }, [
    t,
    claimOne,
    releaseOne,
    completeOne,
    carryOutOne,
    sendMany,
    releaseMany,
    note,
    taken,
    onCompleted,
  ]);
};
