import { ActionIcon, Button, Menu, TextInput, UnstyledButton } from '@mantine/core';
import {
  IconArrowsSort,
  IconChevronDown,
  IconPlus,
  IconRefresh,
  IconSearch,
  IconX,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { number } from '@/shared/format';
import { VIEWS, type View } from '@/shared/tasks';
import { Mark } from '@/shared/ui';
import type { GroupBy } from './groups';
import classes from './inbox.module.css';

interface HeadProps {
  view: View;
  count: number | undefined;
  by: GroupBy;
  onGroup: (by: GroupBy) => void;
  onRefresh: () => void;
  onSearch: () => void;
}

/** Name of the view, how many, how they are grouped. */
export const ListHead = ({ view, count, by, onGroup, onRefresh, onSearch }: HeadProps) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const title = common(`view.${view}`);
  const amount = count ? <span className={`${classes.amount} k-num`}>{number(count)}</span> : null;
  return (
    <div className={classes.listHead}>
      <h1 className={classes.wide}>
        {title} {amount}
      </h1>
      <h1 className={classes.narrow}>
        <Menu position="bottom-start" width={220}>
          <Menu.Target>
            <UnstyledButton className={classes.viewSwitch}>
              <Mark /> {title} {amount} <IconChevronDown size={16} aria-hidden />
              <span className="k-hidden">{t('views')}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {VIEWS.map((other) => (
              <Menu.Item key={other} component={Link} to={`/inbox/${other}`}>
                {common(`view.${other}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </h1>
      <div className={classes.listTools}>
        {view !== 'done' && (
          <Menu position="bottom-end" width={160}>
            <Menu.Target>
              <Button variant="subtle" size="xs" leftSection={<IconArrowsSort size={14} />}>
                {t(by === 'process' ? 'by.process' : 'by.due')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('by.label')}</Menu.Label>
              <Menu.Item onClick={() => onGroup('due')}>{t('by.due')}</Menu.Item>
              <Menu.Item onClick={() => onGroup('process')}>{t('by.process')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <ActionIcon
          className={classes.searchButton}
          size={44}
          onClick={onSearch}
          aria-label={t('filterLabel')}
        >
          <IconSearch size={20} stroke={1.8} />
        </ActionIcon>
        <ActionIcon onClick={onRefresh} aria-label={t('refresh')} aria-keyshortcuts="r">
          <IconRefresh size={16} stroke={1.8} />
        </ActionIcon>
      </div>
    </div>
  );
};

interface FilterProps {
  text: string;
  isOpen: boolean;
  box: RefObject<HTMLInputElement | null>;
  onOpen: () => void;
  onText: (text: string) => void;
  onClose: () => void;
}

/** A chip that opens a box: only tasks that contain the text. */
export const Filter = ({ text, isOpen, box, onOpen, onText, onClose }: FilterProps) => {
  const { t } = useTranslation('inbox');
  if (!isOpen && !text) {
    return (
      <UnstyledButton
        className={`k-chip ${classes.addChip}`}
        onClick={onOpen}
        aria-keyshortcuts="/"
      >
        <IconPlus size={14} aria-hidden />
        {t('filter')}
      </UnstyledButton>
    );
  }
  return (
    <TextInput
      ref={box}
      className={classes.filter}
      aria-label={t('filterLabel')}
      placeholder={t('filterLabel')}
      leftSection={<IconSearch size={14} />}
      rightSection={
        <ActionIcon size={22} onClick={onClose} aria-label={t('filterClear')}>
          <IconX size={14} />
        </ActionIcon>
      }
      value={text}
      autoFocus
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
};
