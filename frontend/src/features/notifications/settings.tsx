import './words';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type NotificationSettings } from '@/shared/api';
import { Failure, PageHead, SkeletonRows, useTitle } from '@/shared/ui';
import { SETTINGS } from '@/shared/notifications';
import { Preferences } from './Preferences';

/** How the person wants to be told. */
export const Component = () => {
  const { t } = useTranslation('notifications');
  useTitle(t('prefs.title'));
  const settings = useQuery({
    queryKey: SETTINGS,
    queryFn: ({ signal }) => api.get<NotificationSettings>('/me/notification-settings', { signal }),
    // What somebody is changing is not read anew below his hands.
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <PageHead title={t('prefs.title')} meta={t('prefs.text')} />
      {settings.isPending && <SkeletonRows rows={8} height={40} />}
      {settings.isError && (
        <Failure
          title={t('prefs.failed')}
          error={settings.error}
          onRetry={() => void settings.refetch()}
        />
      )}
      {settings.data && <Preferences key={settings.data.revision} saved={settings.data} />}
    </>
  );
};
