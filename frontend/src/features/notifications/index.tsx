import './words';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Notification } from '@/shared/api';
import { Empty, Failure, MoreRows, PageHead, SkeletonRows, toast, useTitle } from '@/shared/ui';
import { useNotifications, useRead } from './api';
import { List } from './List';
import classes from './notifications.module.css';

/** Everything that the person was told. */
export const Component = () => {
  const { t } = useTranslation('notifications');
  useTitle(t('title'));
  const [unread, setUnread] = useState(false);
  const { query, items } = useNotifications(unread);
  const read = useRead();
  const open = (item: Notification) => {
    if (!item.is_read) read.one.mutate(item.id);
  };
  const newest = items?.[0];
  const readAll = () => {
    if (newest)
      read.all.mutate(newest.id, { onError: (error) => toast.failed(t('notRead'), error) });
  };
  return (
    <>
      <PageHead
        title={t('title')}
        meta={<Link to="/profile/notifications">{t('settings')}</Link>}
        actions={
          <div className={classes.tools}>
            <Checkbox
              label={t('unreadOnly')}
              checked={unread}
              onChange={(event) => setUnread(event.currentTarget.checked)}
            />
            <Button
              variant="default"
              disabled={!items?.some((item) => !item.is_read)}
              loading={read.all.isPending}
              onClick={readAll}
            >
              {t('readAll')}
            </Button>
          </div>
        }
      />
      <div className={classes.page}>
        {query.isPending && <SkeletonRows rows={5} height={56} />}
        {query.isError && !items && (
          <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
        )}
        {items?.length === 0 && (
          <Empty title={t(unread ? 'noneUnread' : 'none')}>{!unread && t('noneText')}</Empty>
        )}
        {items && <List items={items} onOpen={open} />}
        <MoreRows
          hasMore={query.hasNextPage}
          loading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      </div>
    </>
  );
};
