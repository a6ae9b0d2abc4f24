import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconRefresh, IconSearch } from '@tabler/icons-react';
import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ProcessInstance } from '@/shared/api';
import { clock, moment, number, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { InstanceState, nameOf, WaitingSteps } from '@/shared/instances';
import { Empty, Failure, FilterChip, RefetchBar, SkeletonRows, Time, useTitle } from '@/shared/ui';
import { STATES, useInstances, useProcesses, type Filters, type StateFilter } from './api';
import classes from './instances.module.css';

const isState = (text: string): text is StateFilter => (STATES as readonly string[]).includes(text);

const useFilters = () => {
  const [params, setParams] = useSearchParams();
  const state = params.get('state') ?? '';
  const filters: Filters = {
    state: isState(state) ? state : '',
    process: params.get('process') ?? '',
    key: params.get('key') ?? '',
  };
  const set = (name: keyof Filters, value: string) =>
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return { filters, set, clear: () => setParams({}, { replace: true }) };
};

/** Every process instance that this person may read. */
export const Component = () => {
  const { t } = useTranslation('instances');
  const { t: common } = useTranslation();
  useTitle(t('title'));
  const { filters, set, clear } = useFilters();
  const [key] = useDebouncedValue(filters.key, 250);
  const query = useInstances({ ...filters, key });
  const box = useRef<HTMLInputElement>(null);
  const total = query.data?.pages[0]?.page.total;
  return (
    <div className={classes.page}>
      <RefetchBar active={query.isFetchingNextPage} />
      <header className={classes.head}>
        <div className={classes.title}>
          <h1>{t('title')}</h1>
          {total !== null && total !== undefined && <span className="k-num">{number(total)}</span>}
          <span className={classes.asOf}>
            {query.dataUpdatedAt > 0 && t('asOf', { time: clock(new Date(query.dataUpdatedAt)) })}
          </span>
          <ActionIcon onClick={() => void query.refetch()} aria-label={common('action.refresh')}>
            <IconRefresh size={16} stroke={1.8} />
          </ActionIcon>
        </div>
        <FilterBar filters={filters} set={set} box={box} />
      </header>
      {query.isPending && <SkeletonRows rows={8} height={56} />}
      {query.isError && !query.data && (
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <Rows
          items={query.data.pages.flatMap((page) => page.items)}
          isFiltered={Object.values(filters).some(Boolean)}
          onClear={clear}
          focusSearch={() => box.current?.focus()}
        />
      )}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('more')}
          </Button>
        </div>
      )}
    </div>
  );
};

interface BarProps {
  filters: Filters;
  set: (name: keyof Filters, value: string) => void;
  box: RefObject<HTMLInputElement | null>;
}

const FilterBar = ({ filters, set, box }: BarProps) => {
  const { t } = useTranslation('instances');
  const newest = new Map(useProcesses().data?.items.map((one) => [one.key, one.name || one.key]));
  if (filters.process && !newest.has(filters.process)) newest.set(filters.process, filters.process);
  return (
    <div className={classes.filters}>
      <FilterChip
        label={t('filters.state')}
        value={filters.state}
        onChange={(value) => set('state', value)}
        options={STATES.map((value) => ({
          value,
          label: value ? t(`filters.${value}`) : t('filters.allStates'),
        }))}
      />
      <FilterChip
        label={t('filters.process')}
        value={filters.process}
        onChange={(value) => set('process', value)}
        options={[
          { value: '', label: t('filters.allProcesses') },
          ...[...newest].map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextInput
        ref={box}
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder={t('filters.keyHint')}
        aria-label={t('filters.key')}
        value={filters.key}
        onChange={(event) => set('key', event.currentTarget.value)}
      />
    </div>
  );
};

interface RowsProps {
  items: ProcessInstance[];
  isFiltered: boolean;
  onClear: () => void;
  focusSearch: () => void;
}

const useRowKeys = (items: ProcessInstance[], focusSearch: () => void) => {
  const { t } = useTranslation('instances');
  const [at, setAt] = useState(-1);
  const table = useRef<HTMLTableElement>(null);
  const step = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), items.length - 1);
    setAt(next);
    table.current?.querySelectorAll<HTMLElement>('tbody a[data-row]')[next]?.focus();
  };
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp'], label: t('keys.previous'), run: () => step(-1) },
    { keys: ['/'], label: t('keys.search'), run: focusSearch },
  ]);
  return { table, setAt };
};

const Rows = ({ items, isFiltered, onClear, focusSearch }: RowsProps) => {
  const { t } = useTranslation('instances');
  const { t: common } = useTranslation();
  const now = useNow();
  const { table, setAt } = useRowKeys(items, focusSearch);
  if (items.length === 0) {
    return isFiltered ? (
      <Empty
        title={t('noMatch')}
        actions={
          <Button variant="default" size="xs" onClick={onClear}>
            {common('action.clearFilters')}
          </Button>
        }
      />
    ) : (
      <Empty
        title={t('empty')}
        actions={
          <Button component={Link} to="/start">
            {t('emptyAction')}
          </Button>
        }
      >
        {t('emptyText')}
      </Empty>
    );
  }
  return (
    <div className={classes.scroll}>
      <table className="k-table" data-lines="2" ref={table}>
        <thead>
          <tr>
            <th scope="col">{t('columns.instance')}</th>
            <th scope="col">{t('columns.state')}</th>
            <th scope="col" className={classes.wide}>
              {t('columns.step')}
            </th>
            <th scope="col">{t('columns.started')}</th>
            <th scope="col" className={classes.wide}>
              {t('columns.by')}
            </th>
            <th scope="col" className={`k-right ${classes.wide}`}>
              {t('columns.version')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((instance, index) => (
            <Row key={instance.id} instance={instance} now={now} onFocus={() => setAt(index)} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface RowProps {
  instance: ProcessInstance;
  now: Date;
  onFocus: () => void;
}

const Row = ({ instance, now, onFocus }: RowProps) => {
  const { t } = useTranslation('instances');
  const navigate = useNavigate();
  const to = `/instances/${instance.id}`;
  return (
    // The link in the row is what keys and screen readers use; the row only answers the pointer.
    <tr
      data-link
      onClick={(event) => {
        if (event.target instanceof Element && !event.target.closest('a')) void navigate(to);
      }}
    >
      <td>
        <Link to={to} className={classes.link} data-row onFocus={onFocus}>
          {instance.business_key ? nameOf(instance) : t('noKey')}
        </Link>
        <span className={classes.second}>
          {instance.definition_name || instance.definition_key}
        </span>
      </td>
      <td>
        <InstanceState instance={instance} look="inline" />
        <span className={`${classes.second} ${classes.narrow}`}>
          <WaitingSteps instance={instance} />
        </span>
      </td>
      <td className={classes.wide}>
        <WaitingSteps instance={instance} />
      </td>
      <td>
        <Time at={instance.started_at}>{(date) => moment(date, now)}</Time>
        {instance.ended_at && (
          <span className={classes.second}>
            {t('columns.ended')} <Time at={instance.ended_at}>{(date) => moment(date, now)}</Time>
          </span>
        )}
      </td>
      <td className={classes.wide}>{instance.started_by}</td>
      <td className={`k-right k-num ${classes.wide}`}>{instance.version}</td>
    </tr>
  );
};
