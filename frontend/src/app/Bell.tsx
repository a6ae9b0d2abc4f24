import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBell } from '@/shared/notifications';

const Panel = lazy(() => import('@/features/notifications/Panel'));
/** What is new for the person, one press away. */
export const Bell = () => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { className, label, mark } = useBell();
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
            className={className}
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
