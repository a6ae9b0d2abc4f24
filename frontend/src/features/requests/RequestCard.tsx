import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe, type Request, type WaitingFor } from '@/shared/api';
import { due, moment, useNow } from '@/shared/format';
import { PersonMark, StateBadge, Time } from '@/shared/ui';
import type { Kind } from './AskDialog';
import classes from './requests.module.css';
import { about, holdersOf, STATES, statusOf } from './status';

interface Props {
  request: Request;
  onFocus: () => void;
  onAsk: (kind: Kind) => void;
}

/** One request: what it is, how it stands, who has it. */
export const RequestCard = ({ request, onFocus, onAsk }: Props) => {
  const { t } = useTranslation('requests');
  const now = useNow();
  const status = statusOf(request);
  const { business_key, definition_name, definition_key, started_at, ended_at } = request;
  const name = [definition_name || definition_key, business_key].filter(Boolean).join(' · ');
  const more = request.waiting_for_count - request.waiting_for.length;
  const isOpen = request.state === 'active' || request.state === 'suspended';
  return (
    <li className={classes.card}>
      <div className={classes.main}>
        <h2>
          <Link to={`/instances/${request.id}`} data-request onFocus={onFocus}>
            {name}
          </Link>
        </h2>
        <p className={classes.facts}>
          <StateBadge state={STATES[status]}>{t(`status.${status}`)}</StateBadge>
          <span>
            {t('started')} <Time at={started_at}>{(date) => moment(date, now)}</Time>
          </span>
          {isOpen && (
            <span>
              {request.usual_seconds === null
                ? t('usualUnknown')
                : t('usual', { span: about(request.usual_seconds) })}
            </span>
          )}
          {ended_at && (
            <span>
              {t('ended')} <Time at={ended_at}>{(date) => moment(date, now)}</Time>
            </span>
          )}
        </p>
        {isOpen && request.waiting_for.length > 0 && (
          <ul className={classes.waiting}>
            {request.waiting_for.map((step) => (
              <Step key={step.user_task_id} step={step} number={request.steps_done + 1} />
            ))}
            {more > 0 && <li>{t('more', { count: more })}</li>}
          </ul>
        )}
        {request.reminded_at && isOpen && (
          <p className={classes.note}>
            {t('reminded', { time: moment(new Date(request.reminded_at), now) })}
          </p>
        )}
        {isOpen && request.why_not_withdraw && (
          <p className={classes.note}>{t('noWithdrawal', { why: request.why_not_withdraw })}</p>
        )}
      </div>
      <div className={classes.actions}>
        {request.can_remind && (
          <Button
            variant="default"
            onClick={() => onAsk('remind')}
            aria-label={`${t('remind')} ${name}`}
          >
            {t('remind')}
          </Button>
        )}
        {request.can_withdraw && (
          <Button
            variant="default"
            onClick={() => onAsk('withdraw')}
            aria-label={`${t('withdraw')} ${name}`}
          >
            {t('withdraw')}
          </Button>
        )}
      </div>
    </li>
  );
};

const Step = ({ step, number }: { step: WaitingFor; number: number }) => {
  const { t } = useTranslation('requests');
  const me = useMe();
  const now = useNow();
  const names = holdersOf(step).join(', ');
  const openTo = names ? t('openTo', { names }) : t('withNobody');
  const held = step.assignee === me.username ? t('withYou') : t('with', { names });
  return (
    <li>
      {step.assignee && <PersonMark name={step.assignee} />}
      <span>
        {t('step', { number })} <strong>{step.name || step.activity_id}</strong>{' '}
        {step.assignee ? held : openTo}
        {', '}
        <Time at={step.since}>{(date) => t('since', { time: moment(date, now) })}</Time>
        {step.due_at && `, ${t('due', { due: due(new Date(step.due_at), now) })}`}
      </span>
    </li>
  );
};
