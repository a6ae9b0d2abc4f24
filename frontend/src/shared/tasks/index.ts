/** Lists of tasks, as the left bar and the inbox both name them. */
import { useQuery } from '@tanstack/react-query';
import { api, type TaskCounts, type TaskFilter } from '@/shared/api';
import { timeZone } from '@/shared/format';

export const VIEWS = [
  'mine',
  'groups',
  'unassigned',
  'overdue',
  'due_today',
  'follow_up',
  'mentioned',
  'done',
] as const;
export type View = (typeof VIEWS)[number];
export const isView = (text: string | undefined): text is View =>
  (VIEWS as readonly string[]).includes(text ?? '');

/** How many tasks each view of the inbox holds. */
export const useTaskCounts = () =>
  useQuery({
    queryKey: ['user-tasks', 'counts'],
    queryFn: ({ signal }) =>
      api.get<TaskCounts>('/user-tasks/counts', { query: { time_zone: timeZone() }, signal }),
    refetchInterval: 5_000,
  });

const FILTER_COUNT_MS = 15_000;

/** The saved filters of this person, and those that groups of this person share. */
export const useTaskFilters = (enabled = true) =>
  useQuery({
    queryKey: ['task-filters', 'list'],
    enabled,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: TaskFilter[] }>('/task-filters', { signal })).items,
    staleTime: 30_000,
  });

export interface FilterCount {
  count: number;
  is_estimate: boolean;
}

/** How many tasks a saved filter finds now. */
export const useFilterCount = (id: string) =>
  useQuery({
    queryKey: ['user-tasks', 'filter-count', id],
    queryFn: ({ signal }) =>
      api.get<FilterCount>(`/task-filters/${id}/count`, {
        query: { time_zone: timeZone() },
        signal,
      }),
    refetchInterval: FILTER_COUNT_MS,
  });
