import { useTranslation } from 'react-i18next';
import type { Job, Pages, ProcessInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, MoreRows, SkeletonRows, Time } from '@/shared/ui';
import classes from './instance.module.css';
import { JobActions } from './JobActions';
import { JobState, kindOf } from './jobs';

interface Props {
  instance: ProcessInstance;
  pages: Pages<Job>;
  onSelect: (activityId: string) => void;
}

/** What runs in the background of the instance, or will: jobs and timers, the next one first. */
export const JobsTab = ({ instance, pages, onSelect }: Props) => {
  const { query, items } = pages;
  const { t } = useTranslation('instances');
  const now = useNow(1_000);
  if (query.error && !items) {
    return (
      <Failure
        title={t('jobs.loadFailed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!items) return <SkeletonRows rows={3} height={56} />;
  if (items.length === 0) return <Empty title={t('jobs.none')}>{t('jobs.noneText')}</Empty>;
  return (
    <>
      <ul className={classes.jobs}>
        {items.map((job) => (
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
                <Time at={job.due_at}>
                  {(date) => t('jobs.dueAt', { time: moment(date, now) })}
                </Time>
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
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};
