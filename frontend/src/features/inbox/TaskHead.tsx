import { Button } from '@mantine/core';
import { IconCalendarDue, IconClockPause, IconFlag, IconUserOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { due as dueWords, fullTime, moment, useNow } from '@/shared/format';
import { PersonMark, StateBadge, Time } from '@/shared/ui';
import classes from './inbox.module.css';
import { isDelegated, isHeldBy, OFFER_KEYS } from './offers';
import { TaskMenu, type MenuProps } from './TaskMenu';
import { HIGH_PRIORITY } from './TaskRow';

/** Name, facts, and the actions that are used most. */
export const TaskHead = ({ task, actions, ask }: MenuProps) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  return (
    <header className={classes.detailHead}>
      <div className={classes.headText}>
        <h2>{task.name || task.activity_id}</h2>
        <div className={classes.facts}>
          <span>
            {[task.definition_name || task.definition_key, task.business_key]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Holder task={task} />
          <DueFact task={task} />
          {task.priority > HIGH_PRIORITY && (
            <span>
              <IconFlag size={16} stroke={1.6} aria-hidden />
              {t('high')}
            </span>
          )}
          {task.follow_up_at && new Date(task.follow_up_at) > now && (
            <span>
              <IconClockPause size={16} stroke={1.6} aria-hidden />
              <Time at={task.follow_up_at}>
                {(date) => t('task.putOff', { time: moment(date, now) })}
              </Time>
            </span>
          )}
          {task.state !== 'open' && <StateBadge state={task.state} />}
          {task.suspended && <StateBadge state="suspended" />}
        </div>
      </div>
      <div className={classes.headActions}>
        <Buttons task={task} actions={actions} ask={ask} />
        <TaskMenu task={task} actions={actions} ask={ask} />
      </div>
    </header>
  );
};

const Holder = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  if (!task.assignee) {
    return (
      <span>
        <IconUserOff size={16} stroke={1.6} aria-hidden />
        {t('task.nobody')}
      </span>
    );
  }
  return (
    <span>
      <PersonMark name={task.assignee} />
      {task.assignee === me.username ? common('you') : task.assignee}
      {isDelegated(task) && task.owner && t('task.for', { person: task.owner })}
    </span>
  );
};

const DueFact = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  if (!task.due_at) return null;
  const date = new Date(task.due_at);
  if (date < now && task.state === 'open') {
    return (
      <StateBadge state="overdue" look="inline" title={fullTime(date)}>
        {dueWords(date, now)}
      </StateBadge>
    );
  }
  return (
    <span>
      <IconCalendarDue size={16} stroke={1.6} aria-hidden />
      <Time at={date}>{() => t('task.due', { due: moment(date, now) })}</Time>
    </span>
  );
};

const Buttons = ({ task, actions, ask }: MenuProps) => {
  const { t } = useTranslation('inbox');
  const { username } = useMe();
  const isMine = isHeldBy(task, username);
  return (
    <>
      {isMine && !isDelegated(task) && (
        <Button variant="default" onClick={() => actions.release(task)} aria-keyshortcuts="u">
          {t('task.release')}
        </Button>
      )}
      {task.can_assign && (
        <Button
          variant="default"
          onClick={() => ask('assign', [task])}
          aria-keyshortcuts={OFFER_KEYS.assign}
        >
          {t('offer.assign')}
        </Button>
      )}
      {task.can_change && isMine && (
        <Button
          variant="default"
          onClick={() => ask('followUp', [task])}
          aria-keyshortcuts={OFFER_KEYS.followUp}
        >
          {t('offer.followUp')}
        </Button>
      )}
    </>
  );
};
