import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident, IncidentGroup } from '@/shared/api';
import { moment } from '@/shared/format';
import { useRetry, useTellRetry } from '@/shared/instances';
import { Failure, MoreRows, SkeletonRows } from '@/shared/ui';
import { useMembers, type State } from './api';
import classes from './incidents.module.css';

interface Props {
  group: IncidentGroup;
  state: State;
  mayRetry: boolean;
  now: Date;
}

/** The instances that the fault holds up, newest first, each to be tried by itself. */
export const Members = ({ group, state, mayRetry, now }: Props) => {
  const { t } = useTranslation('incidents');
  const { items, query } = useMembers(group.fingerprint, state);
  if (!items && query.error) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!items) return <SkeletonRows rows={2} height={24} />;
  return (
    <>
      <ul className={classes.instances}>
        {items.map((incident) => (
          <Member key={incident.id} {...{ incident, now }} mayRetry={mayRetry} />
        ))}
      </ul>
      <MoreRows
        onRequest
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};

interface MemberProps {
  incident: Incident;
  mayRetry: boolean;
  now: Date;
}

const Member = ({ incident, mayRetry, now }: MemberProps) => {
  const { t } = useTranslation('incidents');
  const retry = useRetry();
  const tellRetry = useTellRetry();
  const name = incident.business_key || incident.process_instance_id.slice(-12);
  const step = encodeURIComponent(incident.activity_id);
  return (
    <li>
      <Link className="k-link" to={`/instances/${incident.process_instance_id}?step=${step}`}>
        {name}
      </Link>
      <span>{moment(new Date(incident.created_at), now)}</span>
      {mayRetry && (
        <ActionIcon
          size={24}
          loading={retry.isPending}
          aria-label={t('retryOne', { name })}
          onClick={() => void tellRetry(name, retry.mutateAsync(incident))}
        >
          <IconRefresh size={15} stroke={1.8} />
        </ActionIcon>
      )}
    </li>
  );
};
