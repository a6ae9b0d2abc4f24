import { useTranslation } from 'react-i18next';
import type { Incident, Pages } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, MoreRows, SkeletonRows, StateBadge } from '@/shared/ui';
import classes from './instance.module.css';

interface Props {
  pages: Pages<Incident>;
  onSelect: (activityId: string) => void;
}

/** Open incidents first, then those that are over. */
export const IncidentsTab = ({ pages, onSelect }: Props) => {
  const { query, items } = pages;
  const { t } = useTranslation('instances');
  const now = useNow();
  if (query.error && !items) {
    return (
      <Failure
        title={t('incidents.failed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!items) return <SkeletonRows rows={3} height={56} />;
  if (items.length === 0)
    return <Empty title={t('incidents.none')}>{t('incidents.noneText')}</Empty>;
  const sorted = items.toSorted((a, b) => Number(!!a.resolved_at) - Number(!!b.resolved_at));
  return (
    <>
      <ul className={classes.incidents}>
        {sorted.map((incident) => (
          <li key={incident.id}>
            <button type="button" onClick={() => onSelect(incident.activity_id)}>
              {incident.activity_name || incident.activity_id}
            </button>
            <span>
              {incident.resolved_at ? (
                <StateBadge state="completed" look="inline">
                  {t('incidents.resolved', { time: moment(new Date(incident.resolved_at), now) })}
                </StateBadge>
              ) : (
                <StateBadge state="incident" look="inline">
                  {t('incidents.since', { time: moment(new Date(incident.created_at), now) })}
                </StateBadge>
              )}
            </span>
            <p>{incident.message}</p>
          </li>
        ))}
      </ul>
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};
