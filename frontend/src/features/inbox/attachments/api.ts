/** Files beside a task: read, added, taken away. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey } from '@/shared/api';
import type { FileState } from '@/shared/files/preview';

export interface Attachment {
  id: string;
  file: {
    id: string;
    name: string;
    media_type: string;
    size: number;
    state: FileState;
    can_preview: boolean;
  };
  added_by: string;
  created_at: string;
  can_remove: boolean;
}

export interface Attachments {
  items: Attachment[];
  can_add: boolean;
}

const keyOf = (task: string) => ['user-tasks', 'attachments', task];

export const useAttachments = (task: string) =>
  useQuery({
    queryKey: keyOf(task),
    queryFn: ({ signal }) => api.get<Attachments>(`/user-tasks/${task}/attachments`, { signal }),
    refetchInterval: 5_000,
  });

const useRefresh = (task: string) => {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keyOf(task) }),
      client.invalidateQueries({ queryKey: ['user-tasks', 'history', task] }),
    ]);
};

export const useAttach = (task: string) => {
  const refresh = useRefresh(task);
  return useMutation({
    mutationFn: (fileId: string) =>
      api.post<Attachment>(
        `/user-tasks/${task}/attachments`,
        { file_id: fileId },
        { idempotencyKey: newKey() },
      ),
    onSettled: refresh,
  });
};

export const useDetach = (task: string) => {
  const refresh = useRefresh(task);
  return useMutation({
    mutationFn: (id: string) => api.delete<Attachments>(`/user-tasks/${task}/attachments/${id}`),
    onSettled: refresh,
  });
};
