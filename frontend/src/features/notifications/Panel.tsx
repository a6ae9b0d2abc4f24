import './words';
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Notification } from '@/shared/api';
import { Empty, Failure, SkeletonRows, toast } from '@/shared/ui';
import { useNotifications, useRead } from './api';
import { List } from './List';
import classes from './notifications.module.css';

/** The newest notifications below the bell. */
const Panel = ({ onLeave }: { onLeave: () => void }) => {
  const { t } = useTranslation('notifications');
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const { query, items } = useNotifications(false);
  const read = useRead();
  const open = (item: Notification) => {
    if (!item.is_read) read.one.mutate(item.id);
    onLeave();
  };
  const newest = items?.[0];
  const readAll = () => {
    if (newest)
      read.all.mutate(newest.id, { onError: (error) => toast.failed(t('notRead'), error) });
  };
  return (
    <div ref={panel} tabIndex={-1} className={classes.panel}>
      <div className={classes.head}>
        <h2>{t('title')}</h2>
        <Button
          size="xs"
          variant="subtle"
          disabled={!items?.some((item) => !item.is_read)}
          loading={read.all.isPending}
          onClick={readAll}
        >
          {t('readAll')}
        </Button>
      </div>
      <div className={classes.scroll}>
        {query.isPending && <SkeletonRows rows={3} height={56} />}
        {query.isError && !items && (
          <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
        )}
        {items?.length === 0 && <Empty title={t('none')}>{t('noneText')}</Empty>}
        {items && <List items={items} onOpen={open} />}
      </div>
      <div className={classes.foot}>
        <Link to="/notifications" onClick={onLeave}>
          {t('all')}
        </Link>
        <Button
          component={Link}
          to="/profile/notifications"
          size="xs"
          variant="subtle"
          onClick={onLeave}
        >
          {t('settings')}
        </Button>
      </div>
    </div>
  );
};

export default Panel;
