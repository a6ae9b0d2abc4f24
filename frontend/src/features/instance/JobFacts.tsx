import { useTranslation } from 'react-i18next';
import type { Job, ProcessInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Time } from '@/shared/ui';
import classes from './instance.module.css';
import { JobActions } from './JobActions';
import { JobState, kindOf } from './jobs';

/** A job that a step waits for: what, when, and what can be done about it. */
export const JobFacts = ({ job, instance }: { job: Job; instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const now = useNow(1_000);
  return (
    <>
      <p>{t(`jobs.kinds.${kindOf(job)}`)}</p>
      <p>
        <JobState job={job} now={now} />{' '}
        <Time at={job.due_at}>{(date) => t('jobs.dueAt', { time: moment(date, now) })}</Time>
      </p>
      {job.last_error && (
        <>
          <p className={classes.message}>{job.last_error}</p>
          <p>{t('jobs.attempts', { count: job.retries_left })}</p>
        </>
      )}
      <div className={classes.stepActions}>
        <JobActions job={job} instance={instance} />
      </div>
    </>
  );
};
