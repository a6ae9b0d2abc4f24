import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SortKey, UserTask } from '@/shared/api';
import { Spacer, useLongTable } from '@/shared/ui';
import { cellOf } from './cells';
import { isTaskColumn, SORTABLE, widthOf, type Column } from './filters/columns';
import { variableOf } from './filters/variables';
import classes from './inbox.module.css';
import { RowCheck } from './RowCheck';
import type { Inbox } from './useInbox';

const ROW_HEIGHT = 41;
const CHECK_WIDTH = 56;

/** The same tasks with the columns that were chosen; the head sorts. */
export const TaskTable = ({ inbox, onEnd }: { inbox: Inbox; onEnd: () => void }) => {
  const { t } = useTranslation('inbox');
  const table = useRef<HTMLTableElement>(null);
  const { tasks, columns, selection, total, sort, address } = inbox;
  const { setSort } = address;
  // Each step of scrolling draws the table again, and its head only when something of it changed.
  const head = useMemo(
    () => <TableHead columns={columns} sort={sort} onSort={setSort} />,
    [columns, sort, setSort],
  );
  const long = useLongTable(table, tasks.length, ROW_HEIGHT);
  const last = long.rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= tasks.length - 1) onEnd();
  }, [last, tasks.length, onEnd]);
  return (
    <div className={classes.tableScroller} data-scrolls>
      <table
        ref={table}
        className={`k-table ${classes.taskTable}`}
        data-long
        style={{
          minWidth: CHECK_WIDTH + columns.reduce((sum, column) => sum + widthOf(column), 0),
        }}
        aria-label={t('list')}
        aria-rowcount={(total ?? tasks.length) + 1}
      >
        {head}
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

interface TableHeadProps {
  columns: readonly Column[];
  sort: SortKey | null;
  onSort: (key: SortKey) => void;
}

const TableHead = ({ columns, sort, onSort }: TableHeadProps) => {
  const { t } = useTranslation('inbox');
  return (
    <>
      <colgroup>
        <col style={{ width: CHECK_WIDTH }} />
        {columns.map((column) => (
          <col key={column} style={{ width: widthOf(column) }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <span className="k-hidden">{t('filters.selectColumn')}</span>
          </th>
          {columns.map((column) => (
            <Head key={column} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
    </>
  );
};

interface RowProps {
  task: UserTask;
  index: number;
  columns: readonly Column[];
  to: string;
  now: Date;
  isSelected: boolean;
  onToggle: (id: string) => void;
}

/** Scrolling past a row does not draw it again; what its cells hold are texts, no parts of their own. */
const Row = memo(({ task, index, columns, to, now, isSelected, onToggle }: RowProps) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const seen = { task, now, t, common };
  return (
    <tr data-index={index} aria-rowindex={index + 2} data-link data-task={task.id}>
      <td>
        <RowCheck
          label={t('select', { name: task.name || task.activity_id })}
          checked={isSelected}
          onToggle={() => onToggle(task.id)}
        />
      </td>
      {columns.map((column, at) => {
        const words = cellOf(seen, column);
        // What is longer than its column is there on hover.
        const title = typeof words === 'string' ? words : undefined;
        return (
          <td key={column} title={title} className={at === 0 ? 'k-strong' : undefined}>
            {at === 0 ? (
              <Link to={to} data-row className="k-link">
                {words}
              </Link>
            ) : (
              words
            )}
          </td>
        );
      })}
    </tr>
  );
});
Row.displayName = 'Row';

interface HeadProps {
  column: Column;
  sort: SortKey | null;
  onSort: (key: SortKey) => void;
}

const Head = ({ column, sort, onSort }: HeadProps) => {
  const { t } = useTranslation('inbox');
  const field = isTaskColumn(column) ? SORTABLE[column] : undefined;
  const isHere = field !== undefined && sort?.field === field;
  const isDown = isHere && sort.order === 'desc';
  const label = isTaskColumn(column) ? t(`filters.fields.${column}`) : variableOf(column);
  if (!field) return <th scope="col">{label}</th>;
  return (
    <th scope="col" aria-sort={isHere ? (isDown ? 'descending' : 'ascending') : undefined}>
      <UnstyledButton
        className={classes.sorter}
        onClick={() => onSort({ field, order: isHere && !isDown ? 'desc' : 'asc' })}
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
