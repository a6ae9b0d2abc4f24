import { useTranslation } from 'react-i18next';
import type { ProcessInstance, Subscription } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, SkeletonRows, Time } from '@/shared/ui';
import { useSubscriptions } from './api';
import classes from './instance.module.css';
import { SendMessage } from './MessageFacts';

interface Props {
  instance: ProcessInstance;
  onSelect: (activityId: string) => void;
}

/** Messages and signals that the instance waits for, and where; operators send messages by hand. */
export const MessagesTab = ({ instance, onSelect }: Props) => {
  const { t } = useTranslation('instance');
  const now = useNow();
  const keyOf = ({ kind, correlation_key: key }: Subscription) => {
    if (kind === 'signal') return t('messages.signal');
    return key === null ? t('messages.noKey') : t('messages.key', { key });
  };
  const { data, error, refetch } = useSubscriptions(instance);
  if (error && !data) {
    return <Failure title={t('messages.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <SkeletonRows rows={2} height={56} />;
  if (data.length === 0) return <Empty title={t('messages.none')}>{t('messages.noneText')}</Empty>;
  return (
    <ul className={classes.jobs}>
      {data.map((subscription) => (
        <li key={subscription.id}>
          <div>
            <button type="button" onClick={() => onSelect(subscription.activity_id)}>
              {subscription.activity_name || subscription.activity_id}
            </button>
            <Time at={subscription.created_at}>
              {(date) => t('messages.since', { time: moment(date, now) })}
            </Time>
          </div>
          <div>
            <span className="k-strong">{subscription.name}</span>
            <span>{keyOf(subscription)}</span>
          </div>
          <div className={classes.jobActions}>
            {subscription.suspended ? (
              t('messages.suspended')
            ) : (
              <SendMessage {...{ subscription, instance }} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
};
