import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { ProcessInstance } from '@/shared/api';
import { moment, number, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { InstanceState, nameOf, WaitingSteps } from '@/shared/instances';
import { useProcessChoices } from '@/shared/processes';
import {
  Empty,
  Failure,
  FilterChip,
  ListPageHead,
  MoreRows,
  RefetchBar,
  SkeletonRows,
  Spacer,
  Time,
  useLongTable,
  useTitle,
  type LongTable,
} from '@/shared/ui';
import { STATES, useInstances, type Filters, type StateFilter } from './api';
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
  useTitle(t('title'));
  const { filters, set, clear } = useFilters();
  const [key] = useDebouncedValue(filters.key, 250);
  const { query, items, total } = useInstances({ ...filters, key });
  const isEstimate = query.data?.pages[0]?.page.total_is_estimate;
  const counted = total === null ? '' : number(total);
  const summary = isEstimate ? t('atLeast', { number: counted }) : counted;
  const box = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.page}>
      <RefetchBar active={query.isFetchingNextPage} />
      <ListPageHead title={t('title')} summary={summary} query={query}>
        <FilterBar filters={filters} set={set} box={box} />
      </ListPageHead>
      {query.isPending && <SkeletonRows rows={8} height={56} />}
      {query.isError && !items && (
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {items && (
        <Rows
          items={items}
          total={total ?? items.length}
          isFiltered={Object.values(filters).some(Boolean)}
          onClear={clear}
          focusSearch={() => box.current?.focus()}
        />
      )}
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
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
  const processes = useProcessChoices(filters.process);
  return (
    <>
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
        options={[{ value: '', label: t('filters.allProcesses') }, ...processes]}
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
    </>
  );
};

const ROW_HEIGHT = 57;

interface RowsProps {
  items: ProcessInstance[];
  /** How many there are, shown or not. */
  total: number;
  isFiltered: boolean;
  onClear: () => void;
  focusSearch: () => void;
}

const useRowKeys = (count: number, long: LongTable, focusSearch: () => void) => {
  const { t } = useTranslation('instances');
  const [at, setAt] = useState(-1);
  const step = (by: number) => {
    if (count === 0) return;
    const next = Math.min(Math.max(at + by, 0), count - 1);
    setAt(next);
    long.focus(next);
  };
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp'], label: t('keys.previous'), run: () => step(-1) },
    { keys: ['/'], label: t('keys.search'), run: focusSearch },
  ]);
  return setAt;
};

const Rows = ({ items, total, isFiltered, onClear, focusSearch }: RowsProps) => {
  const { t } = useTranslation('instances');
  const { t: common } = useTranslation();
  const now = useNow();
  const table = useRef<HTMLTableElement>(null);
  const long = useLongTable(table, items.length, ROW_HEIGHT);
  const setAt = useRowKeys(items.length, long, focusSearch);
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
      <table className="k-table" data-lines="2" data-long ref={table} aria-rowcount={total + 1}>
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
          <Spacer height={long.above} />
          {long.rows.map(({ index }) => {
            const instance = items[index];
            return (
              instance && (
                <Row
                  key={instance.id}
                  {...{ instance, index, now }}
                  measure={long.measure}
                  onFocus={() => setAt(index)}
                />
              )
            );
          })}
          <Spacer height={long.below} />
        </tbody>
      </table>
    </div>
  );
};

interface RowProps {
  instance: ProcessInstance;
  index: number;
  now: Date;
  measure: LongTable['measure'];
  onFocus: () => void;
}

const Row = ({ instance, index, now, measure, onFocus }: RowProps) => {
  const { t } = useTranslation('instances');
  const navigate = useNavigate();
  const to = `/instances/${instance.id}`;
  return (
    // The link in the row is what keys and screen readers use; the row only answers the pointer.
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
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
