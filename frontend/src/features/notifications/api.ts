import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import {
  api,
  newKey,
  usePages,
  type Notification,
  type NotificationSettings,
  type Page,
} from '@/shared/api';
import { SETTINGS, useUnreadCount } from '@/shared/notifications';

export const KEY = ['notifications'];

/** The person's notifications, newest first; what the bell has counted is in the list, too. */
export const useNotifications = (unread: boolean) => {
  const client = useQueryClient();
  const counted = useUnreadCount().data?.unread;
  const known = useRef(counted);
  useEffect(() => {
    if (known.current !== undefined && known.current !== counted)
      void client.invalidateQueries({ queryKey: [...KEY, 'list'] });
    known.current = counted;
  }, [client, counted]);
  return usePages<Notification>({
    queryKey: [...KEY, 'list', unread],
    id: 'id',
    pollMs: 15_000,
    load: (cursor, signal) =>
      api.get<Page<Notification>>('/notifications', {
        query: { limit: 20, cursor, unread: unread || null },
        signal,
      }),
  });
};

/** Mark one as read, or all up to the newest that is shown. */
export const useRead = () => {
  const client = useQueryClient();
  const settle = () => client.invalidateQueries({ queryKey: KEY });
  const one = useMutation({
    mutationFn: (id: string) =>
      api.post<Notification>(`/notifications/${id}/read`, undefined, { idempotencyKey: newKey() }),
    onSettled: settle,
  });
  const all = useMutation({
    mutationFn: (upTo: string) =>
      api.post('/notifications/read-all', { up_to: upTo }, { idempotencyKey: newKey() }),
    onSettled: settle,
  });
  return { one, all };
};

/** Keep how the person wants to be told, where nobody changed it elsewhere. */
export const useSave = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ email: _, mail_problem: __, revision, ...wanted }: NotificationSettings) =>
      api.put<NotificationSettings>('/me/notification-settings', wanted, { ifMatch: revision }),
    onSuccess: (saved) => client.setQueryData(SETTINGS, saved),
    // Somebody was faster: what is there now is shown.
    onError: () => client.invalidateQueries({ queryKey: SETTINGS }),
  });
};

/** Processes that the person was told of lately, by key. */
export const useToldProcesses = () =>
  useQuery({
    queryKey: [...KEY, 'processes'],
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Notification>>('/notifications', {
        query: { limit: 200 },
        signal,
      });
      return new Map(page.items.map((item) => [item.definition_key, item.definition_name]));
    },
  });
