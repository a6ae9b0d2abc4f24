import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { ProcessInstance } from '@/shared/api';
import { moment, number, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { InstanceState, nameOf, WaitingSteps } from '@/shared/instances';
import { fetchVersions } from '@/shared/processes';
import {
  Empty,
  Failure,
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
import { useInstances, useSearchable } from './api';
import { FilterBar } from './FilterBar';
import classes from './instances.module.css';
import { ExportMenu, ViewsMenu } from './ListMenu';
import { StepFilter } from './StepFilter';
import { useFacets } from './useFacets';

/** One list for all that have none, so that nothing is asked for again. */
const NONE: readonly string[] = [];

/** The versions of the chosen process, newest first. */
const useVersions = (key: string) => {
  const { data } = useQuery({
    queryKey: ['process-definitions', 'of', key],
    queryFn: ({ signal }) => fetchVersions(key, signal),
    enabled: key !== '',
  });
  return useMemo(() => [...(data ?? [])].sort((one, two) => two.version - one.version), [data]);
};

/** Every process instance that this person may read. */
export const Component = () => {
  const { t } = useTranslation('instances');
  useTitle(t('title'));
  const { facets, set, clear } = useFacets();
  const [settled] = useDebouncedValue(facets, 250);
  const searchable = useSearchable();
  const types = searchable.data?.find(({ name }) => name === settled.variable)?.types ?? NONE;
  const { query, items, total } = useInstances(settled, types);
  const versions = useVersions(facets.process);
  const isEstimate = query.data?.pages[0]?.page.total_is_estimate;
  const counted = total === null ? '' : number(total);
  const summary = isEstimate ? t('atLeast', { number: counted }) : counted;
  const box = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.page}>
      <RefetchBar active={query.isFetchingNextPage} />
      <ListPageHead title={t('title')} summary={summary} query={query}>
        <FilterBar
          facets={facets}
          set={set}
          versions={versions}
          box={box}
          tools={
            <>
              <ViewsMenu facets={facets} />
              <ExportMenu facets={settled} types={types} />
            </>
          }
        />
      </ListPageHead>
      {facets.process && <StepFilter facets={facets} set={set} versions={versions} />}
      {query.isPending && <SkeletonRows rows={8} height={56} />}
      {query.isError && !items && (
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {items && (
        <Rows
          items={items}
          total={total ?? items.length}
          isFiltered={Object.values(facets).some(Boolean)}
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
