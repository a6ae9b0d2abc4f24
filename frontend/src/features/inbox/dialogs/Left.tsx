import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject, TaskResult, UserTask } from '@/shared/api';
import { toast } from '@/shared/ui';
import type { ManyCommand } from '../commands';
import type { TaskActions } from '../useTaskActions';
import classes from './dialogs.module.css';

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
  const run = async (
    path: ManyCommand['path'],
    body: JsonObject,
    words: (count: number) => string,
  ): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      const result = await actions.carryOutMany({ tasks, path, body });
      if (result.succeeded > 0) toast.done(words(result.succeeded));
      setRefused(result.items.filter(({ problem }) => problem !== null));
      return result.failed === 0;
    } catch (failure) {
      setError(failure);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const list = refused.length > 0 && (
    <div role="alert">
      <p>{t('ask.left', { count: refused.length })}</p>
      <ul className={classes.left}>
        {refused.map(({ id, problem }) => (
          <li key={id}>
            <strong>{nameOf(id)}</strong>: {problem?.detail || problem?.title}
          </li>
        ))}
      </ul>
    </div>
  );
  return { run, busy, error, list, isDone: refused.length > 0 };
};
