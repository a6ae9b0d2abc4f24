/** The diagram that a task is in, for all who may read the task. */
import { queryOptions } from '@tanstack/react-query';
import { api, type UserTask } from '@/shared/api';

export const diagramOptions = ({ id }: Pick<UserTask, 'id'>) =>
  queryOptions({
    queryKey: ['user-tasks', id, 'diagram'],
    queryFn: ({ signal }) => api.text(`/user-tasks/${id}/diagram`, { signal }),
    staleTime: Infinity,
  });
