import { IconFlag } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { UserTask } from '@/shared/api';
import { due, moment } from '@/shared/format';
import { GroupMark, StateBadge, Time } from '@/shared/ui';
import classes from './inbox.module.css';
import { RowCheck } from './RowCheck';

export const HIGH_PRIORITY = 50;

interface Props {
  task: UserTask;
  to: string;
  now: Date;
  index: number;
  isOpen: boolean;
  isSelected: boolean;
  isSelecting: boolean;
  /** Groups differ between rows, so each says its own. */
  showsGroup: boolean;
  /** Who was faster than this person. */
  takenBy?: string | null;
  onSelect: (task: UserTask, isRange: boolean) => void;
}

const RowTime = ({ task, now }: { task: UserTask; now: Date }) => {
  if (task.completed_at) return <Time at={task.completed_at}>{(date) => moment(date, now)}</Time>;
  if (!task.due_at) return null;
  const date = new Date(task.due_at);
  const words = <Time at={date}>{() => due(date, now)}</Time>;
  return date < now ? (
    <StateBadge state="overdue" look="inline">
      {words}
    </StateBadge>
  ) : (
    words
  );
};

/** One task in the list; scrolling past it does not draw it again. */
export const TaskRow = memo((props: Props) => {
  const { task, to, now, index, isOpen, isSelected, isSelecting, showsGroup, takenBy } = props;
  const { t } = useTranslation('inbox');
  const name = task.name || task.activity_id;
  const [group] = task.candidate_groups;
  return (
    <div
      className={`k-row ${classes.row}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isOpen || isSelected}
      data-open={isOpen || undefined}
      data-selecting={isSelecting || undefined}
      data-task={task.id}
    >
      <div role="gridcell" className={classes.check}>
        <RowCheck
          tabIndex={isSelecting ? 0 : -1}
          label={t('select', { name })}
          checked={isSelected}
          onToggle={(isRange) => props.onSelect(task, isRange)}
        />
      </div>
      <div role="gridcell" className={classes.cell}>
        <Link to={to} className={classes.title} tabIndex={isOpen || index === 0 ? 0 : -1}>
          {name}
        </Link>
        <span className={classes.due}>
          {takenBy ? (
            <strong>{t('has', { name: takenBy })}</strong>
          ) : (
            <RowTime task={task} now={now} />
          )}
        </span>
        <span className={classes.case}>
          {[task.definition_name || task.definition_key, task.business_key]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={classes.signs}>
          {task.priority > HIGH_PRIORITY && (
            <IconFlag size={14} aria-label={t('high')} role="img" />
          )}
          {showsGroup && group && <GroupMark name={group} />}
        </span>
      </div>
    </div>
  );
});
TaskRow.displayName = 'TaskRow';
