import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Incident } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, SkeletonRows, StateBadge } from '@/shared/ui';
import classes from './instance.module.css';

interface Props {
  query: UseQueryResult<Incident[]>;
  onSelect: (activityId: string) => void;
}

/** Open incidents first, then those that are over. */
export const IncidentsTab = ({ query, onSelect }: Props) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  if (query.error && !query.data) {
    return (
      <Failure
        title={t('incidents.failed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (!query.data) return <SkeletonRows rows={3} height={56} />;
  if (query.data.length === 0)
    return <Empty title={t('incidents.none')}>{t('incidents.noneText')}</Empty>;
  const sorted = query.data.toSorted((a, b) => Number(!!a.resolved_at) - Number(!!b.resolved_at));
  return (
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
  );
};
