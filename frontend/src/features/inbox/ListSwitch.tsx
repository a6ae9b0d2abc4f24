import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TaskFilter } from '@/shared/api';
import { atLeast } from '@/shared/format';
import { useFilterCount, useTaskCounts, useTaskFilters, VIEWS } from '@/shared/tasks';
import { Mark } from '@/shared/ui';
import classes from './inbox.module.css';

interface ItemProps {
  to: string;
  name: string;
  count: number | undefined;
  isMore?: boolean;
}

const ListItem = ({ to, name, count, isMore = false }: ItemProps) => (
  <Menu.Item
    component={Link}
    to={to}
    rightSection={
      count ? <span className={`${classes.amount} k-num`}>{atLeast(count, isMore)}</span> : null
    }
  >
    {name}
  </Menu.Item>
);

const FilterItem = ({ filter: { id, name } }: { filter: TaskFilter }) => {
  const found = useFilterCount(id).data;
  return (
    <ListItem
      to={`/inbox/filter/${id}`}
      name={name}
      count={found?.count}
      isMore={found?.is_estimate}
    />
  );
};

const Lists = () => {
  const { t } = useTranslation();
  const counts = useTaskCounts().data;
  const filters = useTaskFilters().data ?? [];
  return (
    <>
      {VIEWS.map((view) => (
        <ListItem
          key={view}
          to={`/inbox/${view}`}
          name={t(`view.${view}`)}
          count={view === 'done' ? undefined : counts?.[view]}
          isMore={counts?.more.includes(view)}
        />
      ))}
      {filters.length > 0 && <Menu.Label>{t('nav.filters')}</Menu.Label>}
      {filters.map((filter) => (
        <FilterItem key={filter.id} filter={filter} />
      ))}
    </>
  );
};

/** On a narrow screen the title opens the other lists, each with how many tasks it holds. */
export const ListSwitch = ({
  title,
  children,
}: {
  title: string | undefined;
  children: ReactNode;
}) => {
  const { t } = useTranslation('inbox');
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.viewSwitch} title={title}>
          <Mark /> <span>{title}</span> {children} <IconChevronDown size={16} aria-hidden />
          <span className="k-hidden">{t('views')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Lists />
      </Menu.Dropdown>
    </Menu>
  );
};
