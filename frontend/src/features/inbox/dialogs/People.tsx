import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type JsonObject, type UserTask } from '@/shared/api';
import { useTask } from '../api';
import { useLeft } from './Left';
import { PersonField } from './PersonField';
import { DialogShell, errorAt, ReasonField } from './Shell';
import type { DialogProps } from './types';

const AT = ['/assignee'];

/** Null without words, as the server takes it. */
export const withReason = (reason: string): JsonObject =>
  reason.trim() ? { reason: reason.trim() } : {};

/** The task as it is now: the dialog tells of the one whom it would take it from. */
const useFresh = (task: UserTask): UserTask => useTask(task.id).data ?? task;

interface OneProps extends DialogProps {
  path: 'assign' | 'delegate';
}

/** Give one task to somebody: for good, or to be given back. */
export const GiveOne = ({ tasks, path, actions, onClose }: OneProps) => {
  const { t } = useTranslation('inbox');
  const [shown] = tasks;
  const task = useFresh(shown!);
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  // As it was when the dialog was opened; after a conflict, as it is now.
  const [seen, setSeen] = useState<UserTask | null>(task);
  const title = task.name || task.activity_id;
  const submit = async () => {
    setBusy(true);
    const refusal = await actions.carryOut({
      task: seen ?? task,
      path,
      body: { assignee: name.trim(), ...withReason(reason) },
      done: t(`${path}.done`, { name: title, person: name.trim() }),
      failed: t(`${path}.failed`, { name: title }),
      undo: path === 'assign' && !task.delegation_state ? { assignee: task.assignee } : undefined,
    });
    setBusy(false);
    if (refusal === null) return onClose();
    setError(refusal);
    if (isProblem(refusal) && refusal.isConflict) setSeen(null);
  };
  const holder = task.assignee;
  return (
    <DialogShell
      title={t(`${path}.title`, { name: title })}
      confirm={t(`${path}.confirm`)}
      error={error}
      fields={AT}
      busy={busy}
      disabled={!name.trim()}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>
        {path === 'delegate' && t('delegate.text', { person: holder ?? '' })}
        {path === 'assign' &&
          (holder ? t('assign.from', { person: holder }) : t('assign.fromNobody'))}
      </p>
      <PersonField
        label={t('ask.person')}
        value={name}
        onChange={setName}
        error={errorAt(error, '/assignee')}
        taskId={task.id}
        without={[...task.excluded_users, ...(holder ? [holder] : [])]}
        autoFocus
      />
      <ReasonField value={reason} onChange={setReason} />
    </DialogShell>
  );
};

/** Give several tasks to one person; each is given or refused by itself. */
export const GiveMany = ({ tasks, actions, onClose, onDone }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const left = useLeft(tasks, actions);
  const submit = async () => {
    const body = { assignee: name.trim(), ...withReason(reason) };
    const words = (count: number) => t('assign.doneMany', { count, person: name.trim() });
    if (await left.run('assign', body, words)) onDone();
  };
  return (
    <DialogShell
      title={t('assign.titleMany', { count: tasks.length })}
      confirm={t('assign.confirm')}
      error={left.error}
      fields={AT}
      busy={left.busy}
      disabled={!name.trim() || left.isDone}
      onSubmit={() => void submit()}
      onClose={left.isDone ? onDone : onClose}
    >
      <PersonField
        label={t('ask.person')}
        value={name}
        onChange={setName}
        error={errorAt(left.error, '/assignee')}
        autoFocus
      />
      <ReasonField value={reason} onChange={setReason} />
      {left.list}
    </DialogShell>
  );
};
