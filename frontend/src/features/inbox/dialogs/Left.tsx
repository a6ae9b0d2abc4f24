import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject, Refusal, TaskResult, UserTask } from '@/shared/api';
import { toast } from '@/shared/ui';
import type { ManyCommand } from '../commands';
import type { TaskActions } from '../useTaskActions';
import classes from './dialogs.module.css';

/** Faults of single fields say more than that there are some. */
const whyOf = ({ title, detail, errors }: Refusal): string => {
  const faults = errors.map((one) => one.detail).filter(Boolean);
  return faults.length > 0 ? faults.join(' ') : detail || title;
};

/** One command on many tasks, and which were refused, each with the server's words. */
export const useLeft = (tasks: readonly UserTask[], actions: TaskActions) => {
  const { t } = useTranslation('inbox');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [refused, setRefused] = useState<TaskResult[]>([]);
  const nameOf = (id: string) => {
    const task = tasks.find((one) => one.id === id);
    return [task?.name || task?.activity_id, task?.business_key].filter(Boolean).join(' · ');
  };
  /** What was refused; null where nothing was answered. */
  const send = async (
    path: ManyCommand['path'],
    body: JsonObject,
    words: (count: number) => string,
  ): Promise<TaskResult[] | null> => {
    setBusy(true);
    setError(null);
    try {
      const result = await actions.carryOutMany({ tasks, path, body });
      if (result.succeeded > 0) toast.done(words(result.succeeded));
      const left = result.items.filter(({ problem }) => problem !== null);
      setRefused(left);
      return left;
    } catch (failure) {
      setError(failure);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const run = async (...asked: Parameters<typeof send>): Promise<boolean> =>
    (await send(...asked))?.length === 0;
  const list = refused.length > 0 && (
    <div role="alert">
      <p>{t('ask.left', { count: refused.length })}</p>
      <ul className={classes.left}>
        {refused.map(({ id, problem }) => (
          <li key={id}>
            <strong>{nameOf(id)}</strong>: {problem && whyOf(problem)}
          </li>
        ))}
      </ul>
    </div>
  );
  return { run, send, busy, error, list, isDone: refused.length > 0 };
};
