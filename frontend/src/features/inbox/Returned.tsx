import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import classes from './inbox.module.css';
import { useTaskHistory } from './talk';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Who sent the task back, and why, above what is to be done again. */
export const Returned = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const events = useTaskHistory(task.id, false).data;
  const returned = events?.findLast((event) => event.type === 'user_task_returned');
  if (!returned || task.state !== 'open') return null;
  const time = moment(new Date(returned.at), now);
  return (
    <div className={classes.returned} data-state="waiting" role="note">
      <IconArrowBackUp size={16} aria-hidden />
      <div>
        <strong>{t('sendBack.returned', { person: returned.actor ?? '', time })}</strong>
        <p>{textOf(returned.details.reason)}</p>
      </div>
    </div>
  );
};
