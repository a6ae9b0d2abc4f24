import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useMay, useMe, type InstancePath, type UserTask } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { Failure } from '@/shared/ui';
import classes from './inbox.module.css';
import { diagramOptions } from './model';

/** Where in the process this task stands. */
export const ProcessTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const xml = useQuery(diagramOptions(task));
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
