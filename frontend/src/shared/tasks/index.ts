/** Lists of tasks, as the left bar and the inbox both name them. */
import { useQuery } from '@tanstack/react-query';
import { api, type TaskCounts } from '@/shared/api';
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
