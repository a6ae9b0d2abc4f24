import './words';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { IncidentGroup } from '@/shared/api';
import { number, useNow } from '@/shared/format';
import { useProcessChoices } from '@/shared/processes';
import {
  Empty,
  Failure,
  FilterChip,
  ListPageHead,
  MoreRows,
  SkeletonRows,
  useTitle,
} from '@/shared/ui';
import { useGroup, useGroups, type State } from './api';
import { GroupPanel } from './GroupPanel';
import { GroupTable } from './GroupTable';
import { KeptMessages } from './KeptMessages';
import classes from './incidents.module.css';

const ANY = '';
/** Resolved incidents that go into the groups. */
const MOST_RESOLVED = 10_000;

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
    showsMessages: params.get('state') === 'messages',
    group: params.get('group'),
    process: params.get('process') ?? ANY,
    setState: (next: string) =>
      setParams(next === 'open' ? {} : { state: next }, { replace: true }),
    setProcess: (next: string) => set('process', next),
    setGroup: (next: string | null) => set('group', next),
  };
};

type Place = ReturnType<typeof usePlace>;
type Pages = ReturnType<typeof useGroups>;

/** What does not go on: steps that failed, or messages that nobody waits for. */
export const Component = () => {
  const { t } = useTranslation('incidents');
  useTitle(t('title'));
  const place = usePlace();
  return place.showsMessages ? (
    <KeptMessages choice={<StateFilter place={place} />} />
  ) : (
    <Groups place={place} />
  );
};

/** Steps that failed, grouped by what failed. */
const Groups = ({ place }: { place: Place }) => {
  const pages = useGroups(place.state, place.process);
  const listed = pages.items?.find((group) => group.fingerprint === place.group);
  // A link may lead to a group that is further down.
  const { data: alone } = useGroup(listed ? null : place.group, place.state);
  const chosen = listed ?? alone;
  return (
    <div className={classes.page} data-chosen={chosen ? true : undefined}>
      <Head pages={pages} place={place} />
      <div className={classes.list} data-scrolls>
        <List pages={pages} place={place} />
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

interface Props {
  pages: Pages;
  place: Place;
}

/** How many, as far as it is known: the incidents of groups that are not loaded are not. */
const useSummary = ({ pages, place }: Props): string => {
  const { t } = useTranslation('incidents');
  const { items = [], total, query } = pages;
  const count = total ?? items.length;
  if (count === 0) return '';
  if (query.hasNextPage) return t('groups', { count, number: number(count) });
  const incidents = items.reduce((sum: number, group: IncidentGroup) => sum + group.count, 0);
  const words = place.state === 'open' ? 'summary' : 'summaryResolved';
  return t(words, { count, instances: number(incidents) });
};

const Head = ({ pages, place }: Props) => {
  const { t } = useTranslation('incidents');
  const summary = useSummary({ pages, place });
  return (
    <ListPageHead title={t('title')} summary={summary} query={pages.query}>
      <StateFilter place={place} />
      <ProcessFilter place={place} />
      <span>
        {place.state === 'open'
          ? t('grouped')
          : t('groupedResolved', { number: number(MOST_RESOLVED) })}
      </span>
    </ListPageHead>
  );
};

const StateFilter = ({ place }: { place: Place }) => {
  const { t } = useTranslation('incidents');
  return (
    <FilterChip
      label={t('state')}
      value={place.showsMessages ? 'messages' : place.state}
      onChange={place.setState}
      options={[
        { value: 'open', label: t('open') },
        { value: 'resolved', label: t('resolved') },
        { value: 'messages', label: t('messages.title') },
      ]}
    />
  );
};

const ProcessFilter = ({ place }: { place: Place }) => {
  const { t } = useTranslation('incidents');
  const choices = useProcessChoices(place.process);
  return (
    <FilterChip
      label={t('process')}
      value={place.process}
      onChange={place.setProcess}
      options={[{ value: ANY, label: t('anyProcess') }, ...choices]}
    />
  );
};

const List = ({ pages, place }: Props) => {
  const { t } = useTranslation('incidents');
  const now = useNow();
  const { query, items } = pages;
  if (query.isPending) return <SkeletonRows rows={6} height={56} />;
  if (!items) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (items.length === 0) {
    return (
      <Empty title={t(place.state === 'open' ? 'empty' : 'emptyResolved')}>{t('emptyText')}</Empty>
    );
  }
  return (
    <>
      <GroupTable
        groups={items}
        total={pages.total ?? items.length}
        now={now}
        chosen={place.group}
        onChoose={place.setGroup}
      />
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};
