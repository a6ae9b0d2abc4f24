import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProcessInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { stateOf } from '@/shared/instances';
import { Failure, SkeletonRows, StateBadge } from '@/shared/ui';
import { useRecent } from './api';
import classes from './start.module.css';

/** What this person started last, and where it stands. */
export const Recent = () => {
  const { t } = useTranslation('start');
  const recent = useRecent();
  if (recent.error && !recent.data) {
    return (
      <Failure
        title={t('recentFailed')}
        error={recent.error}
        onRetry={() => void recent.refetch()}
      />
    );
  }
  return (
    <section>
      <h2>{t('recent')}</h2>
      {!recent.data && <SkeletonRows rows={3} height={48} />}
      {recent.data?.items.length === 0 && <p>{t('recentNone')}</p>}
      <ul className={classes.recent}>
        {recent.data?.items.map((instance) => (
          <li key={instance.id}>
            <Link to={`/instances/${instance.id}`}>
              {instance.definition_name || instance.definition_key}
            </Link>
            <span className={classes.key} title={instance.business_key ?? undefined}>
              {instance.business_key}
            </span>
            <Where instance={instance} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const Where = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('start');
  const now = useNow();
  const time = instance.ended_at ? moment(new Date(instance.ended_at), now) : '';
  const [place] = instance.waiting_at;
  const words = {
    completed: t('doneAt', { time }),
    cancelled: t('cancelledAt', { time }),
    suspended: undefined,
    active: place && (place.activity_name || place.activity_id),
  }[instance.state];
  return (
    <StateBadge look="inline" state={stateOf(instance)}>
      {words}
    </StateBadge>
  );
};
