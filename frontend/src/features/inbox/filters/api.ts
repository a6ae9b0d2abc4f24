import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  newKey,
  type JsonObject,
  type Page,
  type SortKey,
  type TaskFilter,
  type UserTask,
} from '@/shared/api';
import { timeZone } from '@/shared/format';
import type { View } from '@/shared/tasks';
import type { Searchable } from './variables';

export type FilterBody = Pick<
  TaskFilter,
  'name' | 'description' | 'criteria' | 'columns' | 'position' | 'shared_with'
> & { sort: SortKey[] };

/** Keep a filter, or change one as it was shown. */
export const useSaveFilter = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, saved }: { body: FilterBody; saved: TaskFilter | null }) =>
      saved
        ? api.put<TaskFilter>(`/task-filters/${saved.id}`, body, { ifMatch: saved.revision })
        : api.post<TaskFilter>('/task-filters', body, { idempotencyKey: newKey() }),
    onSuccess: (filter) =>
      client.setQueryData<TaskFilter[]>(['task-filters', 'list'], (before = []) => [
        ...before.filter(({ id }) => id !== filter.id),
        filter,
      ]),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['task-filters'] }),
        client.invalidateQueries({ queryKey: ['user-tasks'] }),
      ]),
  });
};

export const useDeleteFilter = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (filter: TaskFilter) => {
      // What its list asks for meanwhile would find it gone.
      await client.cancelQueries({ queryKey: ['user-tasks', 'list', filter.id] });
      return api.delete(`/task-filters/${filter.id}`);
    },
    onSuccess: (_none, { id }) =>
      client.setQueryData<TaskFilter[]>(['task-filters', 'list'], (before = []) =>
        before.filter((one) => one.id !== id),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['task-filters'] }),
  });
};

/** The variables that can be searched for and shown. */
export const useSearchable = (enabled = true) =>
  useQuery({
    queryKey: ['searchable-variables'],
    enabled,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Searchable[] }>('/searchable-variables', { signal })).items,
    staleTime: 60_000,
  });

/** How many tasks criteria find, before anything is kept; undefined while they are not complete. */
export const useFound = (filter: JsonObject | undefined, view: View | null) =>
  useQuery({
    queryKey: ['user-tasks', 'found', view, filter],
    enabled: filter !== undefined,
    queryFn: async ({ signal }) => {
      const body = {
        filter,
        ...(view ? { view } : {}),
        time_zone: timeZone(),
        page: { limit: 1 },
        include_total: true,
      };
      return (await api.post<Page<UserTask>>('/user-tasks/search', body, { signal })).page;
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
