import { useTranslation } from 'react-i18next';
import { isProblem, type UserTask } from '@/shared/api';
import { Timeline, useHistory } from '@/shared/history';
import { Empty, Failure, SkeletonRows } from '@/shared/ui';

const REFUSED = new Set([403, 404]);

/** What happened in the instance so far. */
export const HistoryTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { lines, error, refetch } = useHistory(task.process_instance_id);
  if (isProblem(error) && REFUSED.has(error.status)) {
    return <Empty title={t('history.notYours')}>{t('history.notYoursText')}</Empty>;
  }
  if (error)
    return <Failure title={t('history.failed')} error={error} onRetry={() => void refetch()} />;
  if (!lines) return <SkeletonRows rows={6} height={30} />;
  return <Timeline lines={lines.filter((line) => !line.isNoise)} />;
};
