import { ActionIcon, Button, Checkbox, Menu } from '@mantine/core';
import { IconDots, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/api';
import { number } from '@/shared/format';
import { Kbd } from '@/shared/ui';
import classes from './inbox.module.css';
import { fit, isHeldBy, OFFER_KEYS, OFFERS_FOR_MANY, type Offer } from './offers';
import type { Inbox } from './useInbox';

/** Takes the head's place while tasks are selected; a number tells with how many of them it can be done. */
export const SelectionBar = ({ inbox }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const { username } = useMe();
  const { chosen, tasks, selection, actions, ask } = inbox;
  const [count, total] = [chosen.length, tasks.length];
  const free = chosen.filter((task) => task.can_claim && !task.assignee);
  const mine = chosen.filter((task) => isHeldBy(task, username));
  const possible = OFFERS_FOR_MANY.filter((offer) => fit(chosen, offer, username).length > 0);
  const [first, ...rest] = possible;
  const labelOf = (offer: Offer) => {
    const fitting = fit(chosen, offer, username).length;
    return fitting === count
      ? t(`offer.${offer}`)
      : t('selection.some', { words: t(`offer.${offer}`), count: fitting });
  };
  return (
    <div
      className={classes.selectionBar}
      role="toolbar"
      aria-label={t('selection.title', { count })}
    >
      <Checkbox
        checked={count === total}
        indeterminate={count < total}
        onChange={count === total ? selection.none : selection.all}
        aria-label={t('selection.all')}
      />
      <strong className="k-num" role="status">
        {t('selection.of', { count, total: number(total) })}
      </strong>
      {free.length > 0 && (
        <Button size="xs" onClick={() => void actions.claimAll(free).then(selection.none)}>
          {t('selection.claim', { count: free.length })}
        </Button>
      )}
      {mine.length > 0 && (
        <Button
          size="xs"
          variant="default"
          onClick={() => void actions.releaseAll(mine).then(selection.none)}
        >
          {t('selection.release', { count: mine.length })}
        </Button>
      )}
      {first && (
        <Button size="xs" variant="default" onClick={() => ask(first, chosen)}>
          {labelOf(first)}
        </Button>
      )}
      {rest.length > 0 && (
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon size={28} aria-label={t('task.more')}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((offer) => (
              <Menu.Item
                key={offer}
                rightSection={<Kbd keys={OFFER_KEYS[offer]} />}
                onClick={() => ask(offer, chosen)}
              >
                {labelOf(offer)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <ActionIcon
        className={classes.selectionEnd}
        onClick={selection.none}
        aria-label={t('selection.none')}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
};
