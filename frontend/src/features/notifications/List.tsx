import {
  IconAt,
  IconBellOff,
  IconBellRinging,
  IconCircleCheck,
  IconClockExclamation,
  IconHourglass,
  IconMessage,
  IconUserPlus,
  IconUsers,
  IconBan,
  IconArrowBackUp,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from '@mantine/core';
import { Link } from 'react-router';
import type { Notification, NotificationKind } from '@/shared/api';
import { clock, dayWord, moment, useNow } from '@/shared/format';
import { useMute } from '@/shared/notifications';
import { Time } from '@/shared/ui';
import classes from './notifications.module.css';

const ICONS: Record<NotificationKind, Icon> = {
  task_assigned: IconUserPlus,
  task_delegated: IconUserPlus,
  task_resolved: IconArrowBackUp,
  task_offered: IconUsers,
  mentioned: IconAt,
  task_commented: IconMessage,
  task_due_soon: IconHourglass,
  task_overdue: IconClockExclamation,
  task_reminded: IconBellRinging,
  request_needs_me: IconUserPlus,
  request_finished: IconCircleCheck,
  request_cancelled: IconBan,
};

const targetOf = (item: Notification): string =>
  item.user_task_id ? `/inbox/mine/${item.user_task_id}` : `/requests/${item.process_instance_id}`;

interface Props {
  items: readonly Notification[];
  onOpen: (item: Notification) => void;
}

/** Notifications by day; each leads to what it is about. */
export const List = ({ items, onOpen }: Props) => {
  const now = useNow();
  const days = new Map<string, Notification[]>();
  for (const item of items) {
    const day = dayWord(new Date(item.at), now);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return (
    <>
      {[...days].map(([day, found]) => (
        <section key={day}>
          <h3 className={classes.day}>{day}</h3>
          <ul className={classes.list}>
            {found.map((item) => (
              <Row key={item.id} item={item} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
};

const Row = ({ item, onOpen }: { item: Notification; onOpen: Props['onOpen'] }) => {
  const { t } = useTranslation('notifications');
  const now = useNow();
  const Sign = ICONS[item.kind];
  const place = [item.definition_name, item.business_key].filter(Boolean).join(' · ');
  const said = item.excerpt ?? item.note;
  const mute = useMute();
  const name = item.definition_name || item.definition_key;
  return (
    <li className={classes.item}>
      <Link
        to={targetOf(item)}
        className={classes.row}
        data-unread={!item.is_read || undefined}
        data-kind={item.kind}
        onClick={() => onOpen(item)}
      >
        <Sign size={18} stroke={1.6} className={classes.sign} aria-hidden />
        <span className={classes.words}>
          <span className={classes.sentence}>
            {!item.is_read && <span className="k-hidden">{t('unread')} </span>}
            {t(`kinds.${item.kind}`, {
              actor: item.actor ?? t('suite'),
              title: item.title,
              due: item.due_at ? moment(new Date(item.due_at), now) : '',
            })}
          </span>
          <span className={classes.place}>{place}</span>
          {said && <span className={classes.said}>{said}</span>}
        </span>
        <span className={classes.time}>
          <Time at={item.at}>{clock}</Time>
          {!item.is_read && <span className={classes.dot} aria-hidden />}
        </span>
      </Link>
      <ActionIcon
        className={classes.mute}
        size={32}
        title={t('mute', { name })}
        aria-label={t('mute', { name })}
        onClick={() => mute(item.definition_key, name)}
      >
        <IconBellOff size={16} stroke={1.6} />
      </ActionIcon>
    </li>
  );
};
