import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, type Incident, type Page } from '@/shared/api';
import { ago, clock, moment, number, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { Empty, Failure, FilterChip, SkeletonRows, Time, useTitle } from '@/shared/ui';
import { GroupPanel } from './GroupPanel';
import { groupIncidents, type IncidentGroup } from './groups';
import classes from './incidents.module.css';

const LIMIT = 500;
type State = 'open' | 'resolved';

const useIncidents = (state: State) =>
  useQuery({
    queryKey: ['incidents', 'list', state],
    queryFn: ({ signal }) =>
      api.post<Page<Incident>>(
        '/incidents/search',
        {
          filter: { resolved_at: { $exists: state === 'resolved' } },
          sort: [{ field: 'created_at', order: 'desc' }],
          page: { limit: LIMIT },
          include_total: true,
        },
        { signal },
      ),
    refetchInterval: 15_000,
  });

const usePlace = () => {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) =>
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  const state: State = params.get('state') === 'resolved' ? 'resolved' : 'open';
  return {
    state,
    group: params.get('group'),
    setState: (next: string) =>
      setParams(next === 'open' ? {} : { state: next }, { replace: true }),
    setGroup: (next: string | null) => set('group', next),
  };
};

/** Steps that failed, grouped by what failed. */
export const Component = () => {
  const { t } = useTranslation('incidents');
  useTitle(t('title'));
  const now = useNow();
  const place = usePlace();
  const query = useIncidents(place.state);
  const groups = useMemo(() => groupIncidents(query.data?.items ?? [], now), [query.data, now]);
  const chosen = groups.find((group) => group.fingerprint === place.group);
  return (
    <div className={classes.page} data-chosen={chosen !== undefined || undefined}>
      <Head query={query} state={place.state} groups={groups.length} onState={place.setState} />
      <div className={classes.list}>
        <List query={query} place={place} groups={groups} chosen={chosen} now={now} />
      </div>
      {chosen && (
        <GroupPanel key={chosen.fingerprint} group={chosen} onClose={() => place.setGroup(null)} />
      )}
    </div>
  );
};

type Query = ReturnType<typeof useIncidents>;
const totalOf = (query: Query): number => query.data?.page.total ?? query.data?.items.length ?? 0;

interface HeadProps {
  query: Query;
  state: State;
  groups: number;
  onState: (state: string) => void;
}

const Head = ({ query, state, groups, onState }: HeadProps) => {
  const { t } = useTranslation('incidents');
  const { t: common } = useTranslation();
  const words = state === 'open' ? 'summary' : 'summaryResolved';
  return (
    <header className={classes.head}>
      <div className={classes.title}>
        <h1>{t('title')}</h1>
        {query.data && groups > 0 && (
          <span className="k-num">
            {t(words, { count: groups, instances: number(totalOf(query)) })}
          </span>
        )}
        <span className={classes.asOf}>
          {query.dataUpdatedAt > 0 && t('asOf', { time: clock(new Date(query.dataUpdatedAt)) })}
        </span>
        <ActionIcon onClick={() => void query.refetch()} aria-label={common('action.refresh')}>
          <IconRefresh size={16} stroke={1.8} />
        </ActionIcon>
      </div>
      <div className={classes.filters}>
        <FilterChip
          label={t('state')}
          value={state}
          onChange={onState}
          options={[
            { value: 'open', label: t('open') },
            { value: 'resolved', label: t('resolved') },
          ]}
        />
        <span>{t('grouped')}</span>
      </div>
    </header>
  );
};

interface ListProps {
  query: Query;
  place: ReturnType<typeof usePlace>;
  groups: readonly IncidentGroup[];
  chosen: IncidentGroup | undefined;
  now: Date;
}

const List = ({ query, place, groups, chosen, now }: ListProps) => {
  const { t } = useTranslation('incidents');
  if (query.isPending) return <SkeletonRows rows={6} height={56} />;
  if (!query.data) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (groups.length === 0) {
    return (
      <Empty title={t(place.state === 'open' ? 'empty' : 'emptyResolved')}>{t('emptyText')}</Empty>
    );
  }
  const [shown, total] = [query.data.items.length, totalOf(query)];
  return (
    <>
      <Groups groups={groups} now={now} chosen={chosen} onChoose={place.setGroup} />
      {total > shown && (
        <p className={classes.partial}>{t('partial', { count: shown, total: number(total) })}</p>
      )}
    </>
  );
};

interface GroupsProps {
  groups: readonly IncidentGroup[];
  now: Date;
  chosen: IncidentGroup | undefined;
  onChoose: (fingerprint: string | null) => void;
}

const Groups = ({ groups, now, chosen, onChoose }: GroupsProps) => {
  const { t } = useTranslation('incidents');
  const table = useRef<HTMLTableElement>(null);
  const at = chosen ? groups.indexOf(chosen) : -1;
  const step = (by: number) => {
    const next = groups[Math.min(Math.max(at + by, 0), groups.length - 1)];
    if (next) onChoose(next.fingerprint);
  };
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp'], label: t('keys.previous'), run: () => step(-1) },
    { keys: ['Escape'], label: t('keys.close'), run: () => onChoose(null) },
  ]);
  return (
    <table className="k-table" data-lines="2" ref={table}>
      <thead>
        <tr>
          <th scope="col">{t('columns.error')}</th>
          <th scope="col" className="k-right">
            {t('columns.instances')}
          </th>
          <th scope="col" className={classes.wide}>
            {t('columns.hours')}
          </th>
          <th scope="col">{t('columns.seen')}</th>
          <th scope="col" className={classes.wide}>
            {t('columns.kind')}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Row key={group.fingerprint} {...{ group, now, onChoose }} isHere={group === chosen} />
        ))}
      </tbody>
    </table>
  );
};

interface RowProps {
  group: IncidentGroup;
  now: Date;
  isHere: boolean;
  onChoose: (fingerprint: string) => void;
}

const Row = ({ group, now, isHere, onChoose }: RowProps) => {
  const { t } = useTranslation('incidents');
  const { newest, oldest } = group;
  return (
    <tr data-link data-here={isHere || undefined} className={classes.row}>
      <td>
        <button
          type="button"
          className={classes.choose}
          aria-pressed={isHere}
          onClick={() => onChoose(group.fingerprint)}
        >
          {newest.message}
        </button>
        <span className={classes.second}>
          {[
            newest.activity_name || newest.activity_id,
            newest.definition_name || newest.definition_key,
          ].join(' · ')}
        </span>
      </td>
      <td className="k-right k-num k-strong">{number(group.incidents.length)}</td>
      <td className={classes.wide}>
        <Hours hours={group.hours} />
      </td>
      <td>
        <Time at={newest.created_at}>{(date) => ago(date, now)}</Time>
        <span className={classes.second}>
          {t('since', { time: moment(new Date(oldest.created_at), now) })}
        </span>
      </td>
      <td className={classes.wide}>{t(`kinds.${newest.kind}` as 'kinds.stuck', newest.kind)}</td>
    </tr>
  );
};

const [BAR, GAP, HEIGHT] = [4, 2, 20];

/** Sixteen bars of four pixels. */
const Hours = ({ hours }: { hours: readonly number[] }) => {
  const most = Math.max(1, ...hours);
  const width = hours.length * (BAR + GAP) - GAP;
  return (
    <svg width={width} height={HEIGHT} aria-hidden className={classes.hours}>
      <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} strokeDasharray="4 2" />
      {hours.map((count, index) =>
        count === 0 ? null : (
          <rect
            key={index}
            x={index * (BAR + GAP)}
            y={HEIGHT - Math.max(4, (count / most) * HEIGHT)}
            width={BAR}
            height={Math.max(4, (count / most) * HEIGHT)}
          />
        ),
      )}
    </svg>
  );
};
