import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTask } from '../api';
import { PersonField } from './PersonField';
import { DialogShell, errorAt, ReasonField } from './Shell';
import type { DialogProps } from './types';

const AT = ['/username'];

/** Have a task that several people do done by one more. */
export const AddApprover = ({ tasks, actions, onClose }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [shown] = tasks;
  const task = useTask(shown?.id).data ?? shown!;
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const name = task.name || task.activity_id;
  const submit = async () => {
    setBusy(true);
    const username = person.trim();
    const refusal = await actions.carryOut({
      task,
      path: 'add-approver',
      body: { username, reason: reason.trim() },
      done: t('addApprover.done', { name, person: username }),
      failed: t('addApprover.failed', { name }),
    });
    setBusy(false);
    setError(refusal);
    if (refusal === null) onClose();
  };
  return (
    <DialogShell
      title={t('addApprover.title', { name })}
      confirm={t('addApprover.confirm')}
      error={error}
      fields={AT}
      busy={busy}
      disabled={!person.trim() || !reason.trim()}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t('addApprover.text')}</p>
      <PersonField
        label={t('ask.person')}
        value={person}
        onChange={setPerson}
        error={errorAt(error, '/username')}
        taskId={task.id}
        without={task.excluded_users}
        autoFocus
      />
      <ReasonField value={reason} onChange={setReason} isRequired />
    </DialogShell>
  );
};
