import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { UserTask } from '@/shared/api';
import { due, moment } from '@/shared/format';
import { Spacer, StateBadge, Time, useLongTable } from '@/shared/ui';
import { SORTABLE, type Column } from './filters/columns';
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
            const name = task.name || task.activity_id;
            return (
              <tr key={task.id} data-index={index} ref={long.measure} data-link data-task={task.id}>
                <td>
                  <Checkbox
                    aria-label={t('select', { name })}
                    checked={selection.ids.has(task.id)}
                    onChange={() => selection.toggle(task.id)}
                  />
                </td>
                {columns.map((column, at) => (
                  <td key={column} className={at === 0 ? 'k-strong' : undefined}>
                    {at === 0 ? (
                      <Link to={inbox.hrefOf(task)} data-row className="k-link">
                        <Cell task={task} column={column} now={inbox.now} />
                      </Link>
                    ) : (
                      <Cell task={task} column={column} now={inbox.now} />
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          <Spacer height={long.below} />
        </tbody>
      </table>
    </div>
  );
};

const Head = ({ column, inbox }: { column: Column; inbox: Inbox }) => {
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

const Cell = ({ task, column, now }: { task: UserTask; column: Column; now: Date }): ReactNode => {
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
  if (column === 'candidate_groups' || column === 'candidate_users') return task[column].join(', ');
  if (TIMES.has(column)) {
    const at = task[column as 'created_at'];
    return at ? <Time at={at}>{(date) => moment(date, now)}</Time> : null;
  }
  return task[column];
};
