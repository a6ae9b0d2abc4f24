import { Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useMe, type SendBackTarget } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Failure, SkeletonRows } from '@/shared/ui';
import { useTask } from '../api';
import classes from './dialogs.module.css';
import { DialogShell, ReasonField } from './Shell';
import type { DialogProps } from './types';

const useTargets = (id: string) =>
  useQuery({
    queryKey: ['user-tasks', 'send-back', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: SendBackTarget[] }>(`/user-tasks/${id}/send-back`, { signal })).items,
    gcTime: 0,
  });

/** Have an earlier task done again; those that cannot be say why. */
export const SendBack = ({ tasks, actions, onClose }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [shown] = tasks;
  const task = useTask(shown?.id).data ?? shown!;
  const targets = useTargets(task.id);
  const first = targets.data?.find((target) => target.is_possible)?.activity_id;
  const [picked, setPicked] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const chosen = picked ?? first ?? null;
  const name = task.name || task.activity_id;
  const submit = async () => {
    const target = targets.data?.find((one) => one.activity_id === chosen);
    setBusy(true);
    const refusal = await actions.carryOut({
      task,
      path: 'send-back',
      body: { activity_id: chosen, reason: reason.trim() },
      done: t('sendBack.done', { name, target: target?.name || chosen }),
      failed: t('sendBack.failed', { name }),
    });
    setBusy(false);
    setError(refusal);
    if (refusal !== null) return;
    onClose();
    actions.leave(task);
  };
  return (
    <DialogShell
      title={t('sendBack.title', { name })}
      confirm={t('sendBack.confirm')}
      error={error}
      busy={busy}
      disabled={!chosen || !reason.trim()}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t('sendBack.text')}</p>
      {targets.isPending && <SkeletonRows rows={2} height={40} />}
      {targets.error && !targets.data && (
        <Failure
          title={t('sendBack.unread')}
          error={targets.error}
          onRetry={() => void targets.refetch()}
        />
      )}
      {targets.data && (
        <Radio.Group label={t('sendBack.label')} value={chosen} onChange={setPicked}>
          <div className={classes.targets}>
            {targets.data.map((target) => (
              <Target key={target.activity_id} target={target} />
            ))}
          </div>
        </Radio.Group>
      )}
      <ReasonField value={reason} onChange={setReason} isRequired />
    </DialogShell>
  );
};

const Target = ({ target }: { target: SendBackTarget }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  const now = useNow();
  const { activity_id, name, completed_by, completed_at, is_possible, problem } = target;
  const person = completed_by === me.username ? common('you') : (completed_by ?? '');
  const time = completed_at ? moment(new Date(completed_at), now) : '';
  const why = problem && [problem.detail, problem.remedy].filter(Boolean).join(' ');
  return (
    <Radio
      value={activity_id}
      label={name || activity_id}
      description={why ?? t('sendBack.by', { person, time })}
      disabled={!is_possible}
    />
  );
};
