import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident, IncidentGroup } from '@/shared/api';
import { moment, number } from '@/shared/format';
import { useRetry, useTellRetry } from '@/shared/instances';
import classes from './incidents.module.css';

const SHOWN = 12;

interface Props {
  incidents: readonly Incident[];
  group: IncidentGroup;
  mayRetry: boolean;
  now: Date;
}

/** The instances that the fault holds up, newest first, each to be tried by itself. */
export const Members = ({ incidents, group, mayRetry, now }: Props) => {
  const { t } = useTranslation('incidents');
  const more = group.count - SHOWN;
  return (
    <>
      <ul className={classes.instances}>
        {incidents.slice(0, SHOWN).map((incident) => (
          <Member key={incident.id} {...{ incident, now }} mayRetry={mayRetry} />
        ))}
      </ul>
      {more > 0 && <p>{t('more', { count: more, number: number(more) })}</p>}
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
