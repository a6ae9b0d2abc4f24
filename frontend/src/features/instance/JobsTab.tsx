import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Job, ProcessInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, SkeletonRows, Time } from '@/shared/ui';
import classes from './instance.module.css';
import { JobActions } from './JobActions';
import { JobState, kindOf } from './jobs';

interface Props {
  instance: ProcessInstance;
  query: UseQueryResult<Job[]>;
  onSelect: (activityId: string) => void;
}

/** What runs in the background of the instance, or will: jobs and timers, the next one first. */
export const JobsTab = ({ instance, query, onSelect }: Props) => {
  const { t } = useTranslation('instances');
  const now = useNow(1_000);
  if (query.error && !query.data) {
    return (
      <Failure
        title={t('jobs.loadFailed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!query.data) return <SkeletonRows rows={3} height={56} />;
  if (query.data.length === 0) return <Empty title={t('jobs.none')}>{t('jobs.noneText')}</Empty>;
  return (
    <ul className={classes.jobs}>
      {query.data.map((job) => (
        <li key={job.id}>
          <div>
            <button type="button" onClick={() => onSelect(job.activity_id)}>
              {job.activity_name || job.activity_id}
            </button>
            <span>{t(`jobs.kinds.${kindOf(job)}`)}</span>
          </div>
          <div>
            <JobState job={job} now={now} />
            <span>
              <Time at={job.due_at}>{(date) => t('jobs.dueAt', { time: moment(date, now) })}</Time>
              {job.last_error !== null && ` · ${t('jobs.attempts', { count: job.retries_left })}`}
            </span>
          </div>
          <div className={classes.jobActions}>
            <JobActions job={job} instance={instance} />
          </div>
          {job.last_error && <p>{job.last_error}</p>}
        </li>
      ))}
    </ul>
  );
};
