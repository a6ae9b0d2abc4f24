import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  useMay,
  type ActivityInstance,
  type Incident,
  type ProcessInstance,
  type WaitingAt,
} from '@/shared/api';
import { clock, duration, humanize, moment, useNow } from '@/shared/format';
import { useActivities } from '@/shared/history';
import { useRetry } from '@/shared/instances';
import { StateBadge, StateIcon, toast, type State } from '@/shared/ui';
import classes from './instance.module.css';

interface Props {
  instance: ProcessInstance;
  step: string | null;
  incidents: readonly Incident[];
  onData: () => void;
}

const factsOf = (
  step: string,
  { waiting_at: places }: ProcessInstance,
  incidents: readonly Incident[],
  activities: readonly ActivityInstance[],
) => {
  const visits = activities.filter((one) => one.activity_id === step);
  const place = places.find((one) => one.activity_id === step);
  const incident = incidents.find((one) => one.activity_id === step && !one.resolved_at);
  const named = [place, visits[0], incident].find((one) => one?.activity_name);
  return { visits, place, incident, name: named?.activity_name ?? step };
};

const stateOf = (incident: Incident | undefined, place: WaitingAt | undefined): State | null => {
  if (incident) return 'incident';
  if (!place) return null;
  return place.user_task_id ? 'waiting' : 'running';
};

/** The chosen step: why it stands, what it did, and what can be done. */
export const StepPanel = ({ instance, step, incidents, onData }: Props) => {
  const { t } = useTranslation('instances');
  const activities = useActivities(instance.id);
  if (!step) return <p className={classes.hint}>{t('step.none')}</p>;
  const { visits, place, incident, name } = factsOf(
    step,
    instance,
    incidents,
    activities.data ?? [],
  );
  const state = stateOf(incident, place);
  return (
    <>
      <h2 className={classes.stepName} data-state={state ?? undefined}>
        {state && <StateIcon state={state} size={18} />}
        {name}
      </h2>
      {incident && <Trouble instance={instance} incident={incident} name={name} onData={onData} />}
      {!incident && place?.user_task_id && <OpenTask taskId={place.user_task_id} />}
      {!incident && place && !place.user_task_id && <p>{t('step.job')}</p>}
      <Facts visits={visits} />
    </>
  );
};

const OpenTask = ({ taskId }: { taskId: string }) => {
  const { t } = useTranslation('instances');
  return (
    <>
      <p>{t('step.waits')}</p>
      <Button
        component={Link}
        to={`/inbox/mine/${taskId}`}
        variant="default"
        className={classes.stepAction}
      >
        {t('step.openTask')}
      </Button>
    </>
  );
};

interface TroubleProps {
  instance: ProcessInstance;
  incident: Incident;
  name: string;
  onData: () => void;
}

const Trouble = ({ instance, incident, name, onData }: TroubleProps) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const [shown, setShown] = useState(false);
  const retry = useRetry();
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const [failedAt, setFailedAt] = useState<Date | null>(null);
  const tryAgain = async () => {
    try {
      const { again } = await retry.mutateAsync(incident);
      setFailedAt(again ? new Date() : null);
      if (!again) toast.done(t('step.retried', { name }));
    } catch (error) {
      toast.failed(t('step.notRetried', { name }), error);
    }
  };
  return (
    <>
      <p className={classes.message}>{incident.message}</p>
      <p className={classes.since}>
        {t('step.since', { time: moment(new Date(incident.created_at), now) })}
      </p>
      {failedAt && (
        <p role="alert" className={classes.again}>
          {t('step.stillFails', { time: clock(failedAt) })}
        </p>
      )}
      {mayOperate && instance.state === 'active' && (
        <div className={classes.stepActions}>
          <Button
            leftSection={<IconRefresh size={16} />}
            loading={retry.isPending}
            onClick={() => void tryAgain()}
          >
            {t('step.retry')}
          </Button>
          <Button variant="default" onClick={onData}>
            {t('step.change')}
          </Button>
        </div>
      )}
      {incident.detail && (
        <pre className={`k-code ${classes.detail}`}>
          {shown ? incident.detail : (incident.detail.split('\n')[0] ?? '')}{' '}
          {incident.detail.includes('\n') && (
            <button type="button" className="k-link" onClick={() => setShown(!shown)}>
              {t(shown ? 'step.hideDetail' : 'step.showDetail')}
            </button>
          )}
        </pre>
      )}
    </>
  );
};

const Facts = ({ visits }: { visits: readonly ActivityInstance[] }) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const last = visits.at(-1);
  if (!last) return <p className={classes.hint}>{t('step.notReached')}</p>;
  const began = new Date(last.started_at);
  const ended = last.ended_at ? new Date(last.ended_at) : null;
  return (
    <dl className={classes.facts}>
      <dt>{t('step.type')}</dt>
      <dd>{humanize(last.activity_type)}</dd>
      {visits.length > 1 && (
        <>
          <dt>{t('step.visits')}</dt>
          <dd className="k-num">{visits.length}</dd>
        </>
      )}
      <dt>{t('step.began')}</dt>
      <dd>{moment(began, now)}</dd>
      {ended && (
        <>
          <dt>{t('step.ended')}</dt>
          <dd>
            {moment(ended, now)}{' '}
            {last.outcome === 'cancelled' && <StateBadge state="cancelled" look="inline" />}
          </dd>
          <dt>{t('step.took')}</dt>
          <dd>{duration(ended.getTime() - began.getTime())}</dd>
        </>
      )}
    </dl>
  );
};
