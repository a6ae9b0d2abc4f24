import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { atHour, atLeast, dayWord } from '@/shared/format';
import { StateBadge } from '@/shared/ui';
import type { PriorityGroup, TaskGroup } from './groups';
import classes from './inbox.module.css';
import { TaskRow } from './TaskRow';

type Line = { kind: 'group'; group: TaskGroup } | { kind: 'task'; task: UserTask; index: number };

/** Groups and their tasks one below the other, as the virtual list wants them. */
const linesOf = (groups: readonly TaskGroup[]): Line[] => {
  let index = 0;
  return groups.flatMap((group): Line[] => [
    ...(group.kind === 'none' ? [] : [{ kind: 'group', group } as const]),
    ...group.tasks.map((task): Line => ({ kind: 'task', task, index: index++ })),
  ]);
};

const hasSeveralCandidates = (groups: readonly TaskGroup[]): boolean =>
  new Set(groups.flatMap((group) => group.tasks.map((task) => task.candidate_groups[0]))).size > 1;

const GroupBar = ({ group, now }: { group: TaskGroup; now: Date }) => {
  const { t } = useTranslation('inbox');
  const count = <span className="k-num">{atLeast(group.tasks.length, group.isMore)}</span>;
  if (group.kind === 'process' || group.kind === 'assignee')
    return (
      <>
        {group.label || t('task.nobody')} {count}
      </>
    );
  if (group.kind === 'priority')
    return (
      <>
        {t(`priorities.${group.label as PriorityGroup}`)} {count}
      </>
    );
  if (group.kind === 'done') {
    const day = atHour(now, Number(group.label));
    return (
      <>
        {t('groups.done', { day: dayWord(day, now) })} {count}
      </>
    );
  }
  const words = t(`groups.${group.label as 'overdue'}`);
  if (group.label !== 'overdue')
    return (
      <>
        {words} {count}
      </>
    );
  return (
    <>
      <StateBadge state="overdue" look="inline">
        {words}
      </StateBadge>{' '}
      {count}
    </>
  );
};

interface Props {
  groups: readonly TaskGroup[];
  now: Date;
  openId: string | undefined;
  selected: ReadonlySet<string>;
  taken: ReadonlyMap<string, string>;
  hrefOf: (task: UserTask) => string;
  onSelect: (task: UserTask, isRange: boolean) => void;
  onEnd: () => void;
}

/** The list: only the rows in sight are in the page. */
export const TaskList = ({
  groups,
  now,
  openId,
  selected,
  taken,
  hrefOf,
  onSelect,
  onEnd,
}: Props) => {
  const { t } = useTranslation('inbox');
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery('(max-width: 767px)', window.innerWidth < 768);
  // Drawn anew at each step of scrolling: what goes through all rows is done once.
  const lines = useMemo(() => linesOf(groups), [groups]);
  const total = groups.reduce((sum, group) => sum + group.tasks.length, 0);
  const isMore = groups.some((group) => group.isMore);
  const showsGroup = useMemo(() => hasSeveralCandidates(groups), [groups]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? 28 : narrow ? 72 : 56),
    getItemKey: (index) => {
      const line = lines[index];
      return line?.kind === 'task' ? line.task.id : `group-${line?.group.key}`;
    },
    overscan: 12,
    scrollPaddingStart: 28,
    scrollPaddingEnd: 8,
  });

  useEffect(() => virtual.measure(), [virtual, narrow]);

  const openAt = useMemo(
    () => lines.findIndex((line) => line.kind === 'task' && line.task.id === openId),
    [lines, openId],
  );
  useEffect(() => {
    if (openAt >= 0) virtual.scrollToIndex(openAt === 1 ? 0 : openAt, { align: 'auto' });
  }, [virtual, openAt]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - 1) onEnd();
  }, [last, lines.length, onEnd]);

  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="grid"
        aria-label={t('list')}
        // How many there are in all is not known before the last page.
        aria-rowcount={isMore ? -1 : total}
        aria-multiselectable
        style={{ height: virtual.getTotalSize(), position: 'relative' }}
      >
        {items.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          const place = { transform: `translateY(${item.start}px)`, height: item.size };
          return (
            <div key={item.key} role="presentation" className={classes.line} style={place}>
              {line.kind === 'group' ? (
                <div role="row" className={classes.groupBar}>
                  <span role="rowheader">
                    <GroupBar group={line.group} now={now} />
                  </span>
                </div>
              ) : (
                <TaskRow
                  task={line.task}
                  index={line.index}
                  now={now}
                  to={hrefOf(line.task)}
                  isOpen={line.task.id === openId}
                  isSelected={selected.has(line.task.id)}
                  isSelecting={selected.size > 0}
                  showsGroup={showsGroup}
                  takenBy={taken.get(line.task.id)}
                  onSelect={onSelect}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
};
