import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { IncidentGroup } from '@/shared/api';
import { clock, number, useNow } from '@/shared/format';
import { Empty, Failure, FilterChip, SkeletonRows, useTitle } from '@/shared/ui';
import { useGroups, useOwned, useRecent, type State } from './api';
import { GroupPanel } from './GroupPanel';
import { hoursOf, ownersOf } from './groups';
import { GroupTable } from './GroupTable';
import classes from './incidents.module.css';

const ANY = '';

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
    process: params.get('process') ?? ANY,
    setState: (next: string) =>
      setParams(next === 'open' ? {} : { state: next }, { replace: true }),
    setProcess: (next: string) => set('process', next),
    setGroup: (next: string | null) => set('group', next),
  };
};

type Place = ReturnType<typeof usePlace>;
type Query = ReturnType<typeof useGroups>;

/** Steps that failed, grouped by what failed. */
export const Component = () => {
  const { t } = useTranslation('incidents');
  useTitle(t('title'));
  const place = usePlace();
  const query = useGroups(place.state);
  const groups = useMemo(
    () =>
      query.data?.groups.filter(
        (group) => place.process === ANY || group.definition_key === place.process,
      ) ?? [],
    [query.data, place.process],
  );
  const chosen = groups.find((group) => group.fingerprint === place.group);
  return (
    <div className={classes.page} data-chosen={chosen !== undefined || undefined}>
      <Head query={query} place={place} groups={groups} />
      <div className={classes.list}>
        <List query={query} place={place} groups={groups} chosen={chosen} />
      </div>
      {chosen && (
        <GroupPanel
          key={chosen.fingerprint}
          group={chosen}
          state={place.state}
          onClose={() => place.setGroup(null)}
        />
      )}
    </div>
  );
};

interface HeadProps {
  query: Query;
  place: Place;
  groups: readonly IncidentGroup[];
}

const Head = ({ query, place, groups }: HeadProps) => {
  const { t } = useTranslation('incidents');
  const { t: common } = useTranslation();
  const words = place.state === 'open' ? 'summary' : 'summaryResolved';
  const instances = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <header className={classes.head}>
      <div className={classes.title}>
        <h1>{t('title')}</h1>
        {groups.length > 0 && (
          <span className="k-num">
            {t(words, { count: groups.length, instances: number(instances) })}
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
          value={place.state}
          onChange={place.setState}
          options={[
            { value: 'open', label: t('open') },
            { value: 'resolved', label: t('resolved') },
          ]}
        />
        <ProcessFilter all={query.data?.groups ?? []} place={place} />
        <span>{t('grouped')}</span>
      </div>
    </header>
  );
};

/** Only processes in which something failed are offered. */
const ProcessFilter = ({ all, place }: { all: readonly IncidentGroup[]; place: Place }) => {
  const { t } = useTranslation('incidents');
  const names = new Map(all.map((one) => [one.definition_key, one.definition_name]));
  if (place.process !== ANY && !names.has(place.process)) names.set(place.process, null);
  if (names.size < 2 && place.process === ANY) return null;
  const options = [...names]
    .map(([value, name]) => ({ value, label: name || value }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <FilterChip
      label={t('process')}
      value={place.process}
      onChange={place.setProcess}
      options={[{ value: ANY, label: t('anyProcess') }, ...options]}
    />
  );
};

interface ListProps extends HeadProps {
  chosen: IncidentGroup | undefined;
}

const List = ({ query, place, groups, chosen }: ListProps) => {
  const { t } = useTranslation('incidents');
  const now = useNow();
  const recent = useRecent(place.state, now);
  const owned = useOwned(place.state);
  const hours = useMemo(() => recent.data && hoursOf(recent.data, now), [recent.data, now]);
  const owners = useMemo(() => ownersOf(owned.data ?? []), [owned.data]);
  if (query.isPending) return <SkeletonRows rows={6} height={56} />;
  if (!query.data) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (groups.length === 0) {
    return (
      <Empty title={t(place.state === 'open' ? 'empty' : 'emptyResolved')}>{t('emptyText')}</Empty>
    );
  }
  const partial = place.state === 'open' ? 'partial' : 'partialResolved';
  return (
    <>
      <GroupTable
        {...{ groups, now, chosen, owners }}
        hours={hours ?? null}
        onChoose={place.setGroup}
      />
      {query.data.isPartial && (
        <p className={classes.partial}>
          {t(partial, {
            number: number(query.data.groups.length),
            total: number(query.data.total),
          })}
        </p>
      )}
    </>
  );
};
