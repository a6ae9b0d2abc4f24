import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type Job, type ProcessInstance } from '@/shared/api';
import { fromLocalInput, moment, timeZone, toLocalInput } from '@/shared/format';
import { Confirm, tell, useReturnFocus } from '@/shared/ui';
import { useJobCommands } from './api';

interface Props {
  job: Job;
  instance: ProcessInstance;
}

/** What can be done with a job as it stands now; nothing else is offered. */
export const JobActions = ({ job, instance }: Props) => {
  const { t } = useTranslation('instances');
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const { retry, runNow } = useJobCommands(instance.id);
  const [asks, setAsks] = useState(false);
  const name = job.activity_name || job.activity_id;
  if (!mayOperate || job.state === 'leased') return null;
  const hasFailed = job.state === 'failed' || (job.state === 'armed' && job.last_error !== null);
  const canMove = job.state !== 'failed';
  return (
    <>
      {!job.suspended && hasFailed && (
        <Button
          variant="default"
          size="xs"
          loading={retry.isPending}
          onClick={() =>
            void tell(retry.mutateAsync(job.id), {
              done: t('jobs.retried', { name }),
              failed: t('retry.not', { name }),
            })
          }
        >
          {t(job.state === 'armed' ? 'jobs.retryNow' : 'jobs.retry')}
        </Button>
      )}
      {!job.suspended && !hasFailed && job.state === 'armed' && (
        <Button
          variant="default"
          size="xs"
          loading={runNow.isPending}
          onClick={() =>
            void tell(runNow.mutateAsync(job.id), {
              done: t('jobs.ran', { name }),
              failed: t('jobs.notRun', { name }),
            })
          }
        >
          {t('jobs.runNow')}
        </Button>
      )}
      {canMove && (
        <Button variant="default" size="xs" onClick={() => setAsks(true)}>
          {t('jobs.move')}
        </Button>
      )}
      {asks && <DueDialog {...{ job, instance, name }} onClose={() => setAsks(false)} />}
    </>
  );
};

interface DueProps extends Props {
  name: string;
  onClose: () => void;
}

/** When the job is to run, in the person's own time. */
const DueDialog = ({ job, instance, name, onClose }: DueProps) => {
  useReturnFocus();
  const { t } = useTranslation('instances');
  const { setDueAt } = useJobCommands(instance.id);
  const [text, setText] = useState(() => toLocalInput(new Date(job.due_at)));
  const due = fromLocalInput(text);
  const save = async () => {
    if (!due) return;
    const done = await tell(setDueAt.mutateAsync({ id: job.id, dueAt: due.toISOString() }), {
      done: t('jobs.moved', { name, time: moment(due, new Date()) }),
      failed: t('jobs.notMoved', { name }),
    });
    if (done) onClose();
  };
  return (
    <Confirm
      opened
      danger={false}
      title={t('jobs.moveTitle', { name })}
      confirm={t('jobs.moveConfirm')}
      keep={t('jobs.moveKeep')}
      busy={setDueAt.isPending}
      disabled={!due}
      onConfirm={() => void save()}
      onClose={onClose}
    >
      <TextInput
        type="datetime-local"
        label={t('jobs.due')}
        description={t('jobs.dueHint', { zone: timeZone() })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </Confirm>
  );
};
