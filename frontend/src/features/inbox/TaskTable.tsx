import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isNumber, stringifyJson, type UserTask } from '@/shared/api';
import { due, moment, number } from '@/shared/format';
import { Spacer, StateBadge, Time, useLongTable } from '@/shared/ui';
import { isTaskColumn, SORTABLE, type Column, type TaskColumn } from './filters/columns';
import { variableOf } from './filters/variables';
import { priorityGroup } from './groups';
import classes from './inbox.module.css';
import type { Inbox } from './useInbox';

const ROW_HEIGHT = 41;

const TIMES: ReadonlySet<Column> = new Set<Column>(['follow_up_at', 'created_at', 'completed_at']);

/** The same tasks with the columns that were chosen; the head sorts. */
export const TaskTable = ({ inbox, onEnd }: { inbox: Inbox; onEnd: () => void }) => {
  const { t } = useTranslation('inbox');
  const table = useRef<HTMLTableElement>(null);
  const { tasks, columns, selection, total } = inbox;
  const long = useLongTable(table, tasks.length, ROW_HEIGHT);
  const last = long.rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= tasks.length - 1) onEnd();
  }, [last, tasks.length, onEnd]);
  return (
    <div className={classes.tableScroller} data-scrolls>
      <table
        ref={table}
        className="k-table"
        data-long
        aria-label={t('list')}
        aria-rowcount={(total ?? tasks.length) + 1}
      >
        <thead>
          <tr>
            <th scope="col">
              <span className="k-hidden">{t('filters.selectColumn')}</span>
            </th>
            {columns.map((column) => (
              <Head key={column} column={column} inbox={inbox} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={long.above} />
          {long.rows.map(({ index }) => {
            const task = tasks[index];
            if (!task) return null;
            return (
              <Row
                key={task.id}
                task={task}
                index={index}
                columns={columns}
                to={inbox.hrefOf(task)}
                now={inbox.now}
                isSelected={selection.ids.has(task.id)}
                measure={long.measure}
                onToggle={selection.toggle}
              />
            );
          })}
          <Spacer height={long.below} />
        </tbody>
      </table>
    </div>
  );
};

interface RowProps {
  task: UserTask;
  index: number;
  columns: readonly Column[];
  to: string;
  now: Date;
  isSelected: boolean;
  measure: (row: HTMLTableRowElement | null) => void;
  onToggle: (id: string) => void;
}

/** Scrolling past a row does not draw it again. */
const Row = memo(({ task, index, columns, to, now, isSelected, measure, onToggle }: RowProps) => {
  const { t } = useTranslation('inbox');
  return (
    <tr data-index={index} aria-rowindex={index + 2} ref={measure} data-link data-task={task.id}>
      <td>
        <Checkbox
          aria-label={t('select', { name: task.name || task.activity_id })}
          checked={isSelected}
          onChange={() => onToggle(task.id)}
        />
      </td>
      {columns.map((column, at) => (
        <td key={column} className={at === 0 ? 'k-strong' : undefined}>
          {at === 0 ? (
            <Link to={to} data-row className="k-link">
              <Cell task={task} column={column} now={now} />
            </Link>
          ) : (
            <Cell task={task} column={column} now={now} />
          )}
        </td>
      ))}
    </tr>
  );
});
Row.displayName = 'Row';

const Head = ({ column, inbox }: { column: Column; inbox: Inbox }) => {
  if (!isTaskColumn(column)) return <th scope="col">{variableOf(column)}</th>;
  return <TaskHead column={column} inbox={inbox} />;
};

const TaskHead = ({ column, inbox }: { column: TaskColumn; inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const field = SORTABLE[column];
  const { sort, address } = inbox;
  const isHere = field !== undefined && sort?.field === field;
  const isDown = isHere && sort.order === 'desc';
  const label = t(`filters.fields.${column}`);
  if (!field) return <th scope="col">{label}</th>;
  return (
    <th scope="col" aria-sort={isHere ? (isDown ? 'descending' : 'ascending') : undefined}>
      <UnstyledButton
        className={classes.sorter}
        onClick={() => address.setSort({ field, order: isHere && !isDown ? 'desc' : 'asc' })}
      >
        {label}
        {isHere &&
          (isDown ? (
            <IconArrowDown size={12} aria-hidden />
          ) : (
            <IconArrowUp size={12} aria-hidden />
          ))}
      </UnstyledButton>
    </th>
  );
};

interface CellProps<Which extends Column> {
  task: UserTask;
  column: Which;
  now: Date;
}

const Cell = ({ column, ...props }: CellProps<Column>): ReactNode =>
  isTaskColumn(column) ? (
    <TaskCell {...props} column={column} />
  ) : (
    <VariableCell {...props} name={variableOf(column) ?? ''} />
  );

const TaskCell = ({ task, column, now }: CellProps<TaskColumn>): ReactNode => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  if (column === 'name') return task.name || task.activity_id;
  if (column === 'definition_name') return task.definition_name || task.definition_key;
  if (column === 'due_at') {
    if (!task.due_at) return null;
    const words = <Time at={task.due_at}>{(date) => due(date, now)}</Time>;
    const isLate = task.state === 'open' && new Date(task.due_at) < now;
    if (!isLate) return words;
    return (
      <StateBadge state="overdue" look="inline">
        {words}
      </StateBadge>
    );
  }
  if (column === 'state') {
    return task.state === 'open' ? t('filters.states.open') : common(`state.${task.state}`);
  }
  if (column === 'priority') return <Priority task={task} />;
  if (column === 'candidate_groups' || column === 'candidate_users') return task[column].join(', ');
  if (TIMES.has(column)) {
    const at = task[column as 'created_at'];
    return at ? <Time at={at}>{(date) => moment(date, now)}</Time> : null;
  }
  return task[column];
};

/** The word first; the number says more where it is not the usual one. */
const Priority = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const group = priorityGroup(task);
  const word = t(`filters.priorities.${group}`);
  if (group === 'usual') return word;
  return (
    <>
      {word} <span className="k-num">{number(task.priority)}</span>
    </>
  );
};

interface VariableCellProps {
  task: UserTask;
  name: string;
  now: Date;
}

/** A value of the case, as a person reads it. */
const VariableCell = ({ task, name, now }: VariableCellProps): ReactNode => {
  const { t } = useTranslation('inbox');
  const value = task.variables?.[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return t(value ? 'filters.yes' : 'filters.no');
  if (Number.isInteger(value)) return number(Number(value));
  if (typeof value !== 'string') return isNumber(value) ? value.toString() : stringifyJson(value);
  if (task.variable_types?.[name] !== 'date_time') return value;
  // With a zone's name after it, no browser reads it.
  return isNaN(Date.parse(value)) ? value : <Time at={value}>{(date) => moment(date, now)}</Time>;
};
