import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, isProblem, type UserTask } from '@/shared/api';
import { CutNotice, taskLinesOf, Timeline, useHistory } from '@/shared/history';
import { Empty, Failure, SkeletonRows } from '@/shared/ui';
import classes from './inbox.module.css';
import { useTaskHistory } from './talk';

const REFUSED = new Set([403, 404]);

type Which = 'task' | 'case';

/** What happened to the task; whoever may read the instance sees its whole history, too. */
export const HistoryTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const [which, setWhich] = useState<Which>('task');
  const readsInstance = useMay('process_instance.read', task.definition_key);
  const mayReadCase = readsInstance || task.started_by === me.username;
  return (
    <>
      {mayReadCase && (
        <div className={classes.which}>
          <SegmentedControl
            size="xs"
            aria-label={t('history.which')}
            value={which}
            onChange={(value) => setWhich(value as Which)}
            data={[
              { value: 'task', label: t('history.task') },
              { value: 'case', label: t('history.case') },
            ]}
          />
        </div>
      )}
      {which === 'case' ? <CaseHistory task={task} /> : <TaskHistory task={task} />}
    </>
  );
};

const TaskHistory = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { t: words } = useTranslation('history');
  const { data, error, refetch } = useTaskHistory(task.id);
  const system = words('system');
  const lines = useMemo(
    () => data && taskLinesOf(task, data, system).toReversed(),
    [task, data, system],
  );
  if (error && !data)
    return <Failure title={t('history.failed')} error={error} onRetry={() => void refetch()} />;
  if (!lines) return <SkeletonRows rows={6} height={30} />;
  return <Timeline lines={lines} />;
};

/** What happened in the instance so far. */
const CaseHistory = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { lines, isCut, error, refetch } = useHistory(task.process_instance_id);
  if (isProblem(error) && REFUSED.has(error.status)) {
    return <Empty title={t('history.notYours')}>{t('history.notYoursText')}</Empty>;
  }
  if (error)
    return <Failure title={t('history.failed')} error={error} onRetry={() => void refetch()} />;
  if (!lines) return <SkeletonRows rows={6} height={30} />;
  return (
    <>
      {isCut && <CutNotice />}
      <Timeline lines={lines.filter((line) => !line.isNoise)} />
    </>
  );
};
