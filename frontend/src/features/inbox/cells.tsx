/** What stands in the cells of the table of tasks. */
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { isNumber, stringifyJson, type UserTask } from '@/shared/api';
import { due, moment, number } from '@/shared/format';
import { StateBadge, Time } from '@/shared/ui';
import { isTaskColumn, type Column, type TaskColumn } from './filters/columns';
import { variableOf } from './filters/variables';
import { priorityGroup } from './groups';

/** A task, when it is looked at, and the words for it. */
interface Seen {
  task: UserTask;
  now: Date;
  t: TFunction<'inbox'>;
  common: TFunction;
}

const momentAt = (at: string | null, now: Date): ReactNode =>
  at && <Time at={at}>{(date) => moment(date, now)}</Time>;

const dueAt = ({ task, now }: Seen): ReactNode => {
  if (!task.due_at) return null;
  const words = <Time at={task.due_at}>{(date) => due(date, now)}</Time>;
  if (task.state !== 'open' || new Date(task.due_at) >= now) return words;
  return (
    <StateBadge state="overdue" look="inline">
      {words}
    </StateBadge>
  );
};

/** The word first; the number says more where it is not the usual one. */
const priority = ({ task, t }: Seen): string => {
  const group = priorityGroup(task);
  const word = t(`filters.priorities.${group}`);
  return group === 'usual' ? word : `${word} ${number(task.priority)}`;
};

const CELLS: Record<TaskColumn, (seen: Seen) => ReactNode> = {
  name: ({ task }) => task.name || task.activity_id,
  definition_name: ({ task }) => task.definition_name || task.definition_key,
  business_key: ({ task }) => task.business_key,
  assignee: ({ task }) => task.assignee,
  owner: ({ task }) => task.owner,
  started_by: ({ task }) => task.started_by,
  candidate_groups: ({ task }) => task.candidate_groups.join(', '),
  candidate_users: ({ task }) => task.candidate_users.join(', '),
  due_at: dueAt,
  follow_up_at: ({ task, now }) => momentAt(task.follow_up_at, now),
  created_at: ({ task, now }) => momentAt(task.created_at, now),
  completed_at: ({ task, now }) => momentAt(task.completed_at, now),
  priority,
  state: ({ task, t, common }) =>
    task.state === 'open' ? t('filters.states.open') : common(`state.${task.state}`),
};

/** A value of the case, as a person reads it. */
const variable = ({ task, now, t }: Seen, name: string): ReactNode => {
  const value = task.variables?.[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return t(value ? 'filters.yes' : 'filters.no');
  if (Number.isInteger(value)) return number(Number(value));
  if (typeof value !== 'string') {
    return isNumber(value) ? value.toString() : stringifyJson(value);
  }
  // With a zone's name after it, no browser reads it.
  const isMoment = task.variable_types?.[name] === 'date_time' && !Number.isNaN(Date.parse(value));
  return isMoment ? momentAt(value, now) : value;
};

export const cellOf = (seen: Seen, column: Column): ReactNode =>
  isTaskColumn(column) ? CELLS[column](seen) : variable(seen, variableOf(column) ?? '');
