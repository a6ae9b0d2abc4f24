import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, type Incident, type ProcessInstance } from '@/shared/api';
import { clock, moment, number, useNow } from '@/shared/format';
import { useRecord } from '@/shared/history';
import { useRetry, useTellRetry } from '@/shared/instances';
import { useAlike } from './api';
import { attemptsAt } from './attempts';
import { ChangeData } from './ChangeData';
import classes from './instance.module.css';

interface Props {
  instance: ProcessInstance;
  incident: Incident;
  name: string;
  isFilled: boolean;
  failedAt: Date | null;
  onFailed: (at: Date | null) => void;
}

/** Why a step stands, and the two ways on: again as it is, or with other data. */
export const Trouble = ({ instance, incident, name, isFilled, failedAt, onFailed }: Props) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const [asks, setAsks] = useState(false);
  const retry = useRetry();
  const tellRetry = useTellRetry();
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const tryAgain = async () => {
    const result = await tellRetry(name, retry.mutateAsync(incident), { quiet: true });
    onFailed(result?.went === 'wrong' ? new Date() : null);
  };
  return (
    <>
      <p className={classes.message}>{incident.message}</p>
      <p className={classes.since}>
        {t('step.since', { time: moment(new Date(incident.created_at), now) })}{' '}
        {incident.owner && t('step.owner', { name: incident.owner })}{' '}
        <Attempts {...{ instance, incident }} />
        <Alike incident={incident} />
      </p>
      {incident.note && <p className={classes.noteText}>{incident.note}</p>}
      {failedAt && (
        <p role="alert" className={classes.again}>
          {t('step.stillFails', { time: clock(failedAt) })}
        </p>
      )}
      {mayOperate && instance.state === 'active' && (
        <div className={classes.stepActions}>
          <Button
            variant={isFilled ? 'filled' : 'default'}
            leftSection={<IconRefresh size={16} />}
            loading={retry.isPending}
            onClick={() => void tryAgain()}
          >
            {t('step.retry')}
          </Button>
          <Button variant="default" onClick={() => setAsks(true)}>
            {t('step.change')}
          </Button>
        </div>
      )}
      {asks && (
        <ChangeData
          {...{ instance, name }}
          onSaved={() => void tryAgain()}
          onClose={() => setAsks(false)}
        />
      )}
      <Detail detail={incident.detail ?? ''} />
    </>
  );
};

/** Said where it was tried more than once. */
const Attempts = ({ instance, incident }: Pick<Props, 'instance' | 'incident'>) => {
  const { t } = useTranslation('instance');
  const items = useRecord(instance.id).data?.items ?? [];
  const count = attemptsAt(items, incident.job_id);
  return count > 1 ? <>{t('attempts', { count })} </> : null;
};

/** The way to the other instances that the same fault holds up. */
const Alike = ({ incident }: { incident: Incident }) => {
  const { t } = useTranslation('instances');
  const count = (useAlike(incident.fingerprint).data ?? 1) - 1;
  if (count < 1) return null;
  return (
    <Link className="k-link" to={`/incidents?group=${encodeURIComponent(incident.fingerprint)}`}>
      {t('step.alike', { count, number: number(count) })}
    </Link>
  );
};

const Detail = ({ detail }: { detail: string }) => {
  const { t } = useTranslation('instances');
  const [shown, setShown] = useState(false);
  if (!detail) return null;
  const [first] = detail.split('\n');
  return (
    <pre className={`k-code ${classes.detail}`}>
      {shown ? detail : first}{' '}
      {detail.includes('\n') && (
        <button type="button" className="k-link" onClick={() => setShown(!shown)}>
          {t(shown ? 'step.hideDetail' : 'step.showDetail')}
        </button>
      )}
    </pre>
  );
};
