import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useUnreadCount } from './counts';
import classes from './Shell.module.css';

const Panel = lazy(() => import('@/features/notifications/Panel'));
const MOST_SHOWN = 99;

const useBell = () => {
  const { t } = useTranslation();
  const unread = useUnreadCount().data?.unread ?? 0;
  const many = unread > MOST_SHOWN;
  return {
    label:
      unread === 0 ? t('bell.none') : many ? t('bell.many') : t('bell.unread', { count: unread }),
    mark: unread > 0 && (
      <span className={classes.bellCount} aria-hidden>
        {many ? t('bell.more') : unread}
      </span>
    ),
  };
};

/** What is new for the person, one press away. */
export const Bell = () => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { label, mark } = useBell();
  // Who goes to another page is taken to its beginning; who closes the panel, back here.
  const [leaves, setLeaves] = useState(false);
  const change = (opened: boolean) => {
    setLeaves(false);
    setOpen(opened);
  };
  const leave = () => {
    setLeaves(true);
    setOpen(false);
  };
  return (
    <Popover
      opened={open}
      onChange={change}
      position="bottom-end"
      width={400}
      shadow="md"
      trapFocus
      returnFocus={!leaves}
    >
      <Popover.Target>
        <Tooltip label={label} disabled={open}>
          <ActionIcon
            className={classes.bell}
            onClick={() => change(!open)}
            aria-label={label}
            aria-haspopup="dialog"
            aria-expanded={open}
          >
            <IconBell size={18} stroke={1.6} />
            {mark}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <span className="k-hidden" aria-live="polite">
        {label}
      </span>
      <Popover.Dropdown p={0} aria-label={t('bell.open')}>
        <Suspense>
          <Panel onLeave={leave} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
};

/** On a narrow screen notifications are a page of their own. */
export const BellLink = ({ onClick }: { onClick?: () => void }) => {
  const { label, mark } = useBell();
  return (
    <ActionIcon
      component={Link}
      to="/notifications"
      size={44}
      className={classes.bell}
      aria-label={label}
      onClick={onClick}
    >
      <IconBell size={20} stroke={1.6} />
      {mark}
    </ActionIcon>
  );
};
