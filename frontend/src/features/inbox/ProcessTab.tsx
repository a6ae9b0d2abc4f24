import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, useMay, useMe, type InstancePath, type UserTask } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { Empty, Failure } from '@/shared/ui';
import classes from './inbox.module.css';
import { modelOptions } from './model';

const REFUSED = new Set([403, 404]);

/** Where in the process this task stands. */
export const ProcessTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const xml = useQuery(modelOptions(task));
  const me = useMe();
  const readsInstance = useMay('process_instance.read', task.definition_key);
  // The path is for those who may read the instance; without it the diagram still shows the step.
  const path = useQuery({
    queryKey: ['process-instances', task.process_instance_id, 'path'],
    enabled: readsInstance || task.started_by === me.username,
    queryFn: ({ signal }) =>
      api.get<InstancePath>(`/process-instances/${task.process_instance_id}/path`, { signal }),
  });
  const open = task.state === 'open';
  const marks = useMemo(
    () => (open ? { [task.activity_id]: 'waiting' as const } : {}),
    [open, task.activity_id],
  );
  const badges = useMemo(
    () =>
      open
        ? [
            {
              activityId: task.activity_id,
              state: 'waiting' as const,
              text: '',
              label: t('process.waits'),
            },
          ]
        : [],
    [open, task.activity_id, t],
  );
  if (isProblem(xml.error) && REFUSED.has(xml.error.status)) {
    return <Empty title={t('process.notYours')}>{t('process.notYoursText')}</Empty>;
  }
  if (xml.error) {
    return (
      <Failure title={t('process.failed')} error={xml.error} onRetry={() => void xml.refetch()} />
    );
  }
  return (
    <div className={classes.diagram}>
      {xml.data && (
        <BpmnViewer
          xml={xml.data}
          label={t('process.diagram', { name: task.definition_name || task.definition_key })}
          path={path.data}
          marks={marks}
          badges={badges}
          focusOn={task.activity_id}
        />
      )}
    </div>
  );
};
