/** The model behind a task, for those who may read it. */
import { queryOptions } from '@tanstack/react-query';
import { api, useMay, type UserTask } from '@/shared/api';
import { useStartableKeys } from './api';

export const modelOptions = (task: Pick<UserTask, 'definition_id'>) =>
  queryOptions({
    queryKey: ['process-definitions', task.definition_id, 'xml'],
    queryFn: ({ signal }) => api.text(`/process-definitions/${task.definition_id}/xml`, { signal }),
    staleTime: Infinity,
  });

/** Whoever may start a process reads its model, too; undefined until that is known. */
export const useReadsModel = (task: Pick<UserTask, 'definition_key'>): boolean | undefined => {
  const readsModel = useMay('process_definition.read', task.definition_key);
  const startable = useStartableKeys();
  return readsModel || startable?.includes(task.definition_key);
};
