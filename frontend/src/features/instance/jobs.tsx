/** How jobs and timers are told to people. */
import { useTranslation } from 'react-i18next';
import type { Job } from '@/shared/api';
import { duration } from '@/shared/format';
import { StateBadge, type State } from '@/shared/ui';

const KINDS = [
  'async_before',
  'async_after',
  'service_call',
  'timer',
  'start_called_instance',
  'return_to_caller',
  'escalate_to_caller',
  'reach_called_instances',
  'deliver_signal',
  'publish_message',
  'hand_over_message',
  'start_timer',
  'start_instance',
] as const;
export type Kind = (typeof KINDS)[number] | 'other';

export const kindOf = (job: Pick<Job, 'kind'>): Kind =>
  KINDS.find((kind) => kind === job.kind) ?? 'other';

export const looksOf = (job: Job): State => {
  if (job.suspended) return 'suspended';
  if (job.state === 'failed') return 'incident';
  return job.state === 'armed' ? 'waiting' : 'running';
};

const SOON_MS = 3_600_000;

/** Words for where the job stands: a countdown where it is near. */
const useWords = () => {
  const { t } = useTranslation('instances');
  return (job: Job, now: Date): string => {
    if (job.suspended) return t('jobs.states.suspended');
    if (job.state === 'leased') return t('jobs.states.leased', { worker: job.worker ?? '' });
    if (job.state !== 'armed')
      return t(job.state === 'failed' ? 'jobs.states.failed' : 'jobs.states.ready');
    const due = new Date(job.due_at);
    const left = due.getTime() - now.getTime();
    if (left <= 0) return t('jobs.states.due');
    if (left < SOON_MS) {
      const seconds = Math.ceil(left / 1000);
      return t('jobs.states.soon', {
        time: seconds < 60 ? `${seconds} s` : duration(seconds * 1000),
      });
    }
    return t('jobs.states.armed');
  };
};

export const JobState = ({ job, now }: { job: Job; now: Date }) => {
  const words = useWords();
  return (
    <StateBadge state={looksOf(job)} look="inline">
      {words(job, now)}
    </StateBadge>
  );
};
