import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type NotificationSettings } from '@/shared/api';
import { timeZone } from '@/shared/format';
import { toast } from '@/shared/ui';

export const SETTINGS = ['notification-settings'];

/** Who has chosen nothing yet lives where his browser does. */
export const withOwnZone = (settings: NotificationSettings): NotificationSettings =>
  settings.revision === 0 ? { ...settings, time_zone: timeZone() } : settings;

interface Wish {
  key: string;
  name: string;
  isMuted: boolean;
}

/** Hear nothing more of a process, from wherever it is told of; what else was chosen stays. */
export const useMute = () => {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: async ({ key, isMuted }: Wish) => {
      const settings = await api.get<NotificationSettings>('/me/notification-settings');
      const { email: _, mail_problem: __, revision, ...wanted } = withOwnZone(settings);
      const others = wanted.muted_processes.filter((other) => other !== key);
      const muted_processes = isMuted ? [...others, key] : others;
      return api.put<NotificationSettings>(
        '/me/notification-settings',
        { ...wanted, muted_processes },
        { ifMatch: revision },
      );
    },
    onSuccess: (saved) => client.setQueryData(SETTINGS, saved),
  });
  const set = (wish: Wish) =>
    change.mutate(wish, {
      onSuccess: () => {
        if (!wish.isMuted) toast.done(t('mute.undone', { name: wish.name }));
        else
          toast.undo(t('mute.done', { name: wish.name }), () => set({ ...wish, isMuted: false }));
      },
      onError: (error) => toast.failed(t('mute.failed'), error),
    });
  return (key: string, name: string) => set({ key, name, isMuted: true });
};
