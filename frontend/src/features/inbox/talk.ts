/** What is said about a task, who watches it, and what happened to it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey, type TaskComment, type TaskEvent, type UserTask } from '@/shared/api';

const POLL_MS = 5_000;

export const useComments = (id: string) =>
  useQuery({
    queryKey: ['user-tasks', 'comments', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: TaskComment[] }>(`/user-tasks/${id}/comments`, { signal })).items,
    refetchInterval: POLL_MS,
  });

export const useAddComment = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text, key }: { text: string; key: string }) =>
      api.post<TaskComment>(`/user-tasks/${id}/comments`, { text }, { idempotencyKey: key }),
    onSuccess: (added) =>
      client.setQueryData<TaskComment[]>(['user-tasks', 'comments', id], (before) => [
        ...(before ?? []).filter((one) => one.id !== added.id),
        added,
      ]),
    onSettled: () =>
      Promise.all(
        ['comments', 'history'].map((kind) =>
          client.invalidateQueries({ queryKey: ['user-tasks', kind, id] }),
        ),
      ),
  });
};

/** Change what one wrote oneself, or erase it: `text` is null then. */
export const useChangeComment = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ comment, text }: { comment: TaskComment; text: string | null }) => {
      const address = `/user-tasks/${id}/comments/${comment.id}`;
      return text === null
        ? api.delete<unknown>(address)
        : api.put<unknown>(address, { text }, { idempotencyKey: newKey() });
    },
    onSettled: () =>
      Promise.all(
        ['comments', 'history'].map((kind) =>
          client.invalidateQueries({ queryKey: ['user-tasks', kind, id] }),
        ),
      ),
  });
};

export const useTaskHistory = (id: string, isPolled = true) =>
  useQuery({
    queryKey: ['user-tasks', 'history', id],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: TaskEvent[] }>(`/user-tasks/${id}/history`, { signal })).items,
    refetchInterval: isPolled ? POLL_MS : false,
    staleTime: isPolled ? 0 : 30_000,
  });

interface WatchersView {
  watchers: string[];
}

export const useWatchers = (id: string) =>
  useQuery({
    queryKey: ['user-tasks', 'watchers', id],
    queryFn: async ({ signal }) =>
      (await api.get<WatchersView>(`/user-tasks/${id}/watchers`, { signal })).watchers,
    staleTime: 10_000,
  });

export interface Watching {
  task: UserTask;
  username: string;
  watches: boolean;
}

/** Let somebody watch, or end it. */
export const useWatch = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ task, username, watches }: Watching) => {
      const address = `/user-tasks/${task.id}/watchers/${encodeURIComponent(username)}`;
      const answer = watches
        ? await api.put<WatchersView>(address, undefined, { idempotencyKey: newKey() })
        : await api.delete<WatchersView>(address);
      return answer.watchers;
    },
    onSuccess: (watchers, { task }) =>
      client.setQueryData(['user-tasks', 'watchers', task.id], watchers),
  });
};
