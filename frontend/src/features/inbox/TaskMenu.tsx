import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBellOff,
  IconCalendarDue,
  IconClockPause,
  IconDots,
  IconFlag,
  IconLink,
  IconPrinter,
  IconStack2,
  IconUserCheck,
  IconUserPlus,
  IconUsers,
  IconUserShare,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe, type UserTask } from '@/shared/api';
import { useMute } from '@/shared/notifications';
import { Kbd, toast } from '@/shared/ui';
import { isDelegated, isHeldBy, OFFER_KEYS, offers, OFFERS, type Ask } from './offers';
import type { TaskActions } from './useTaskActions';

export interface MenuProps {
  task: UserTask;
  actions: TaskActions;
  ask: Ask;
}

const ICONS = {
  assign: IconUserPlus,
  delegate: IconUserShare,
  sendBack: IconArrowBackUp,
  addApprover: IconUserCheck,
  followUp: IconClockPause,
  due: IconCalendarDue,
  priority: IconFlag,
  candidates: IconUsers,
};

/** All that this person can do with the task; what cannot be done is not there. */
export const TaskMenu = ({ task, actions, ask, narrow }: MenuProps & { narrow?: boolean }) => {
  const { t } = useTranslation('inbox');
  const { username } = useMe();
  const mute = useMute();
  const copy = async () => {
    await navigator.clipboard?.writeText(`${window.location.origin}/inbox/mine/${task.id}`);
    toast.done(t('task.linkCopied'));
  };
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <ActionIcon size={narrow ? 44 : 32} aria-label={t('task.more')}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {narrow && isHeldBy(task, username) && !isDelegated(task) && (
          <Menu.Item onClick={() => actions.release(task)}>{t('task.release')}</Menu.Item>
        )}
        {OFFERS.filter((offer) => offers(task, offer, username)).map((offer) => {
          const Icon = ICONS[offer];
          return (
            <Menu.Item
              key={offer}
              leftSection={<Icon size={16} />}
              rightSection={<Kbd keys={OFFER_KEYS[offer]} />}
              onClick={() => ask(offer, [task])}
            >
              {t(`offer.${offer}`)}
            </Menu.Item>
          );
        })}
        <Menu.Item
          component={Link}
          to={`/instances/${task.process_instance_id}`}
          leftSection={<IconStack2 size={16} />}
          rightSection={<Kbd keys="o" />}
        >
          {t('task.instance')}
        </Menu.Item>
        <Menu.Item leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
          {t('task.print')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBellOff size={16} />}
          onClick={() => mute(task.definition_key, task.definition_name ?? task.definition_key)}
        >
          {t('task.mute')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copy()}>
          {t('task.copyLink')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
