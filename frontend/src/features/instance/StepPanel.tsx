import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ActivityInstance, DecisionEvaluation, ProcessInstance } from '@/shared/api';
import { duration, moment, useNow } from '@/shared/format';
import { useActivities } from '@/shared/history';
import { nameOf } from '@/shared/instances';
import { StateBadge, StateIcon } from '@/shared/ui';
import { AdHocChoices } from './AdHocChoices';
import classes from './instance.module.css';
import { JobFacts } from './JobFacts';
import { MessageFacts } from './MessageFacts';
import { StepData } from './StepData';
import { StepDecisions } from './StepDecisions';
import { AD_HOC, stateAt, stepOf, worst, type Place, type Related } from './step';
import { Trouble } from './Trouble';

const StepInput = lazy(() => import('./StepInput'));

interface Props {
  instance: ProcessInstance;
  step: string | null;
  related: Related;
  /** Those that it has called, as far as they are loaded. */
  called: readonly ProcessInstance[];
  /** Those that it has asked, the latest first. */
  decisions: readonly DecisionEvaluation[];
}

/** The chosen step: why it stands, what it did, and what can be done. */
export const StepPanel = (props: Props) => {
  const { t } = useTranslation('instances');
  if (!props.step) return <p className={classes.hint}>{t('step.none')}</p>;
  return <Chosen key={props.step} {...props} step={props.step} />;
};

const SHOWN = 20;

const Chosen = ({ instance, step: id, related, called, decisions }: Props & { step: string }) => {
  const { t } = useTranslation('instances');
  const activities = useActivities(instance.id);
  // Kept here, because the incident that was tried again is another one afterwards.
  const [failedAt, setFailedAt] = useState<Date | null>(null);
  const known = { instance, ...related, activities: activities.data ?? [] };
  const { name, visits, places } = stepOf(id, known);
  const state = worst(places.map((place) => stateAt(place.waiting)));
  return (
    <>
      <h2 className={classes.stepName} data-state={state ?? undefined}>
        {state && <StateIcon state={state} size={18} />}
        {name}
      </h2>
      {places.slice(0, SHOWN).map((place) => (
        <section key={place.key} className={classes.place} data-state={stateAt(place.waiting)}>
          {place.round !== null && (
            <h3>
              <StateIcon state={stateAt(place.waiting)} />
              {t('step.round', { number: place.round })}
            </h3>
          )}
          <PlaceBody
            {...{ instance, place, name, failedAt, called }}
            isFilled={place === places[0]}
            onFailed={setFailedAt}
          />
        </section>
      ))}
      {places.length > SHOWN && <p>{t('step.more', { count: places.length - SHOWN })}</p>}
      <Facts visits={visits} called={called} />
      <StepDecisions evaluations={decisions} step={id} />
      {visits.length > 0 && (
        <Suspense fallback={null}>
          <StepInput instanceId={instance.id} visits={visits} />
        </Suspense>
      )}
      <StepData instanceId={instance.id} step={id} />
    </>
  );
};

interface PlaceProps {
  instance: ProcessInstance;
  place: Place;
  called: readonly ProcessInstance[];
  name: string;
  /** The page has one filled button. */
  isFilled: boolean;
  failedAt: Date | null;
  onFailed: (at: Date | null) => void;
}

const PlaceBody = ({ place, called, ...props }: PlaceProps) => {
  const { t } = useTranslation('instances');
  const { incident, job, subscription, waiting } = place;
  if (incident) return <Trouble {...props} incident={incident} />;
  if (waiting.user_task_id) return <OpenTask taskId={waiting.user_task_id} />;
  if (job) return <JobFacts job={job} instance={props.instance} />;
  if (subscription) return <MessageFacts {...{ subscription }} instance={props.instance} />;
  if (waiting.called_instance_id) {
    return (
      <p>
        {t('step.calls')} <CalledLink id={waiting.called_instance_id} called={called} />
      </p>
    );
  }
  if (waiting.activity_type === AD_HOC && !waiting.incident_id) {
    const visit = waiting.activity_instance_id;
    return <AdHocChoices instance={props.instance} activityInstanceId={visit} />;
  }
  return <p>{t(waiting.incident_id ? 'step.failed' : 'step.job')}</p>;
};

const OpenTask = ({ taskId }: { taskId: string }) => {
  const { t } = useTranslation('instances');
  return (
    <div className={classes.openTask}>
      <p>{t('step.waits')}</p>
      <Button component={Link} to={`/inbox/mine/${taskId}`} variant="default">
        {t('step.openTask')}
      </Button>
    </div>
  );
};

interface CalledProps {
  id: string;
  called: readonly ProcessInstance[];
}

/** The way down into an instance that a step has called. */
const CalledLink = ({ id, called }: CalledProps) => {
  const child = called.find((one) => one.id === id);
  return (
    <Link className="k-link" to={`/instances/${id}`}>
      {nameOf(child ?? { id, business_key: null })}
    </Link>
  );
};

/** What kind of step it is, as the diagram says. */
const useKind = () => {
  const { t } = useTranslation('diagram');
  return ({ activity_type: type }: ActivityInstance): string => {
    const name = type.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const kind = t(`type.${name}` as 'type.Task', { defaultValue: t('type.other') });
    return kind.charAt(0).toLocaleUpperCase() + kind.slice(1);
  };
};

interface FactsProps {
  visits: readonly ActivityInstance[];
  called: readonly ProcessInstance[];
}

const Facts = ({ visits, called }: FactsProps) => {
  const { t } = useTranslation('instances');
  const kindOf = useKind();
  const now = useNow();
  const last = visits.at(-1);
  if (!last) return <p className={classes.hint}>{t('step.notReached')}</p>;
  const over = visits
    .filter((one) => one.ended_at)
    .map((one) => one.called_instance_id)
    .filter((id) => id !== null);
  const cancelled = visits.filter((one) => one.outcome === 'cancelled').length;
  return (
    <dl className={classes.facts}>
      <dt>{t('step.type')}</dt>
      <dd>{kindOf(last)}</dd>
      {visits.length > 1 && (
        <>
          <dt>{t('step.visits')}</dt>
          <dd className="k-num">
            {visits.length}
            {cancelled > 0 && `, ${t('step.cancelled', { count: cancelled })}`}
          </dd>
        </>
      )}
      <LastVisit visit={last} now={now} />
      {over.length > 0 && (
        <>
          <dt>{t('step.called')}</dt>
          <dd className={classes.calledList}>
            {over.slice(-SHOWN).map((id) => (
              <CalledLink key={id} {...{ id, called }} />
            ))}
          </dd>
        </>
      )}
    </dl>
  );
};

const LastVisit = ({ visit, now }: { visit: ActivityInstance; now: Date }) => {
  const { t } = useTranslation('instances');
  const began = new Date(visit.started_at);
  const ended = visit.ended_at ? new Date(visit.ended_at) : null;
  return (
    <>
      <dt>{t('step.began')}</dt>
      <dd>{moment(began, now)}</dd>
      {ended && (
        <>
          <dt>{t('step.ended')}</dt>
          <dd>
            {moment(ended, now)}{' '}
            {visit.outcome === 'cancelled' && <StateBadge state="cancelled" look="inline" />}
          </dd>
          <dt>{t('step.took')}</dt>
          <dd>{duration(ended.getTime() - began.getTime())}</dd>
        </>
      )}
    </>
  );
};
