import { ActionIcon, Button, Menu, UnstyledButton } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowsSort,
  IconArrowUp,
  IconCheck,
  IconFilter,
  IconList,
  IconPencil,
  IconRefresh,
  IconSearch,
  IconTable,
  IconX,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { atLeast } from '@/shared/format';
import { BellLink } from '@/shared/notifications';
import { AddressText } from '@/shared/ui';
import { SORTABLE, type TaskColumn } from './filters/columns';
import { GROUPINGS } from './groups';
import classes from './inbox.module.css';
import { ListSwitch } from './ListSwitch';
import type { Inbox } from './useInbox';

interface HeadProps {
  inbox: Inbox;
  count: number | undefined;
  /** There are more than were counted. */
  isMore?: boolean;
  onSearch: () => void;
  onEdit: () => void;
}

/** Name of the list, how many, how they are grouped, sorted and drawn. */
export const ListHead = ({ inbox, count, isMore = false, onSearch, onEdit }: HeadProps) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const { view, filter } = inbox;
  const title = view ? common(`view.${view}`) : filter?.name;
  const amount = count ? (
    <span className={`${classes.amount} k-num`}>{atLeast(count, isMore)}</span>
  ) : null;
  return (
    <div className={classes.listHead}>
      <h1
        className={classes.wide}
        title={filter ? t('filters.by', { name: filter.owner }) : undefined}
      >
        {title} {amount}
      </h1>
      <h1 className={classes.narrow}>
        <ListSwitch title={title}>{amount}</ListSwitch>
      </h1>
      <div className={classes.listTools}>
        <Arrange inbox={inbox} />
        <BellLink className={classes.searchButton} />
        {filter && (
          <ActionIcon onClick={onEdit} aria-label={t('filters.edit', { name: filter.name })}>
            <IconPencil size={16} stroke={1.8} />
          </ActionIcon>
        )}
        <ActionIcon
          className={classes.searchButton}
          size={44}
          onClick={onEdit}
          aria-label={t('filters.title')}
        >
          <IconFilter size={20} stroke={1.8} />
        </ActionIcon>
        <ActionIcon
          className={classes.searchButton}
          size={44}
          onClick={onSearch}
          aria-label={t('filterLabel')}
        >
          <IconSearch size={20} stroke={1.8} />
        </ActionIcon>
        <ActionIcon onClick={inbox.refresh} aria-label={t('refresh')} aria-keyshortcuts="r">
          <IconRefresh size={16} stroke={1.8} />
        </ActionIcon>
      </div>
    </div>
  );
};

const SORTS = Object.entries(SORTABLE) as [TaskColumn, string][];

/** How the list is grouped or sorted, and whether it is drawn as a table. */
const Arrange = ({ inbox }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const { by, sort, address, isTable } = inbox;
  const sorted = SORTS.find(([, field]) => field === sort?.field)?.[0];
  const words =
    by === 'none' && sorted
      ? t(`filters.fields.${sorted}`)
      : t(`by.${by === 'done' || by === 'none' ? 'due' : by}`);
  const choose = (field: string) =>
    address.setSort({
      field,
      order: sort?.field === field && sort.order === 'asc' ? 'desc' : 'asc',
    });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" size="xs" leftSection={<IconArrowsSort size={14} />}>
          {words}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('by.label')}</Menu.Label>
        {GROUPINGS.map((other) => (
          <Menu.Item
            key={other}
            rightSection={by === other && <IconCheck size={14} aria-label={t('by.now')} />}
            onClick={() => address.setBy(other)}
          >
            {t(`by.${other}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t('filters.sort')}</Menu.Label>
        {SORTS.map(([column, field]) => (
          <Menu.Item
            key={field}
            rightSection={
              by === 'none' &&
              sort?.field === field &&
              (sort.order === 'desc' ? (
                <IconArrowDown size={14} aria-label={t('filters.orders.desc')} />
              ) : (
                <IconArrowUp size={14} aria-label={t('filters.orders.asc')} />
              ))
            }
            onClick={() => choose(field)}
          >
            {t(`filters.fields.${column}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={isTable ? <IconList size={16} /> : <IconTable size={16} />}
          onClick={() => address.setLook(isTable ? 'list' : 'table')}
        >
          {t(isTable ? 'filters.asList' : 'filters.asTable')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
        <IconSearch size={14} aria-hidden />
        {t('search')}
      </UnstyledButton>
    );
  }
  return (
    <AddressText
      box={box}
      className={classes.filter}
      aria-label={t('filterLabel')}
      placeholder={t('filterLabel')}
      leftSection={<IconSearch size={14} />}
      rightSection={
        <ActionIcon size={22} onClick={onClose} aria-label={t('filterClear')}>
          <IconX size={14} />
        </ActionIcon>
      }
      text={text}
      autoFocus
      onText={onText}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
    />
  );
};
