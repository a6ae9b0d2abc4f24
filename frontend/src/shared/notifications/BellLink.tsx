import { ActionIcon } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type UnreadCount } from '@/shared/api';
import classes from './bell.module.css';

const MOST_SHOWN = 99;

/** How many notifications wait to be read; the server counts up to a hundred. */
export const useUnreadCount = () =>
  useQuery({
    queryKey: ['notifications', 'count'],
    queryFn: ({ signal }) => api.get<UnreadCount>('/notifications/count', { signal }),
    refetchInterval: 5_000,
  });

/** What a bell says and carries. */
export const useBell = () => {
  const { t } = useTranslation();
  const unread = useUnreadCount().data?.unread ?? 0;
  const many = unread > MOST_SHOWN;
  return {
    className: classes.bell,
    label:
      unread === 0 ? t('bell.none') : many ? t('bell.many') : t('bell.unread', { count: unread }),
    mark: unread > 0 && (
      <span className={classes.count} aria-hidden>
        {many ? t('bell.more') : unread}
      </span>
    ),
  };
};

interface Props {
  className?: string;
  onClick?: () => void;
}

/** On a narrow screen notifications are a page of their own. */
export const BellLink = ({ className = '', onClick }: Props) => {
  const bell = useBell();
  return (
    <ActionIcon
      component={Link}
      to="/notifications"
      size={44}
      className={`${bell.className} ${className}`}
      aria-label={bell.label}
      onClick={onClick}
    >
      <IconBell size={20} stroke={1.6} />
      {bell.mark}
    </ActionIcon>
  );
};
