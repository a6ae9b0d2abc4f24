import { ActionIcon, Button } from '@mantine/core';
import { IconUserOff, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, type Incident, type IncidentGroup } from '@/shared/api';
import { moment, number, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { PersonMark, SkeletonRows, StateBadge, toast } from '@/shared/ui';
import { useMembers, useOwn, type State } from './api';
import classes from './incidents.module.css';
import { Members } from './Members';
import { Note } from './Note';
import { RetryGroup } from './RetryGroup';

interface Props {
  group: IncidentGroup;
  state: State;
  onClose: () => void;
}

/** One fault: what it is, whom it holds up, who looks after it, and trying again. */
export const GroupPanel = ({ group, state, onClose }: Props) => {
  const { t } = useTranslation('incidents');
  const now = useNow();
  const members = useMembers(group.fingerprint, state);
  const mayOperate = useMay('process_instance.operate', group.definition_key);
  const { sample } = group;
  const canAct = mayOperate && state === 'open' && members.data !== undefined;
  return (
    <aside className={classes.panel} aria-label={sample.message}>
      <div className={classes.panelTop}>
        <StateBadge state={state === 'open' ? 'incident' : 'completed'}>{t(state)}</StateBadge>
        <span>{t('firstSeen', { time: moment(new Date(group.first_at), now) })}</span>
        <ActionIcon onClick={onClose} aria-label={t('close')}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <h2>{sample.message}</h2>
      <p>
        {t('step', {
          step: group.activity_name || group.activity_id,
          process: group.definition_name || group.definition_key,
        })}
      </p>
      {canAct && (
        <RetryGroup group={group}>
          <OwnButton group={group} incidents={members.data} />
        </RetryGroup>
      )}
      <Facts group={group} incidents={members.data ?? [sample]} />
      {sample.detail && <Sample incident={sample} now={now} />}
      <h3>{t('instancesOf')}</h3>
      {members.data ? (
        <Members incidents={members.data} group={group} mayRetry={canAct} now={now} />
      ) : (
        <SkeletonRows rows={2} height={24} />
      )}
      <Note incidents={members.data ?? []} count={group.count} readOnly={!canAct} />
    </aside>
  );
};

const ownersAmong = (incidents: readonly Incident[]): string[] => [
  ...new Set(incidents.map((one) => one.owner).filter((owner) => owner !== null)),
];

interface OfGroup {
  group: IncidentGroup;
  incidents: readonly Incident[];
}

const Facts = ({ group, incidents }: OfGroup) => {
  const { t } = useTranslation('incidents');
  const owners = ownersAmong(incidents);
  return (
    <dl className={classes.facts}>
      <dt>{t('columns.kind')}</dt>
      <dd>{t(`kinds.${group.kind}` as 'kinds.stuck', group.kind)}</dd>
      <dt>{t('owner')}</dt>
      <dd>
        {owners.length === 0 && (
          <>
            <IconUserOff size={16} stroke={1.6} aria-hidden /> {t('nobody')}
          </>
        )}
        {owners.map((owner) => (
          <span key={owner}>
            <PersonMark name={owner} /> {owner}
          </span>
        ))}
      </dd>
    </dl>
  );
};

/** Take the group into one's own care, or give it back. */
const OwnButton = ({ group, incidents }: OfGroup) => {
  const { t } = useTranslation('incidents');
  const { username } = useMe();
  const own = useOwn();
  const isMine = incidents.length > 0 && incidents.every((one) => one.owner === username);
  const value = isMine ? null : username;
  const run = async () => {
    const open = incidents.filter((one) => one.owner !== value);
    const { done, refused } = await own.mutateAsync({ incidents: open, value });
    const words = isMine ? 'givenBack' : 'taken';
    if (done > 0) toast.done(t(words, { count: done, total: number(group.count) }));
    const [why] = refused;
    if (why) toast.failed(t('notOwned', { count: refused.length, why }));
  };
  useHotkeys(t('keys.group'), [
    { keys: ['a'], label: t(isMine ? 'giveBack' : 'take'), run: () => void run() },
  ]);
  return (
    <Button
      variant="default"
      loading={own.isPending}
      onClick={() => void run()}
      aria-keyshortcuts="a"
    >
      {t(isMine ? 'giveBack' : 'take')}
    </Button>
  );
};

const Sample = ({ incident, now }: { incident: Incident; now: Date }) => {
  const { t } = useTranslation('incidents');
  const [shown, setShown] = useState(false);
  const lines = (incident.detail ?? '').split('\n');
  return (
    <>
      <h3>
        {t('sample', {
          key: incident.business_key || t('noKey'),
          time: moment(new Date(incident.created_at), now),
        })}
      </h3>
      <pre className={`k-code ${classes.detail}`}>
        {shown ? incident.detail : lines.slice(0, 3).join('\n')}{' '}
        {lines.length > 3 && (
          <button type="button" className="k-link" onClick={() => setShown(!shown)}>
            {t(shown ? 'hideTrace' : 'showTrace')}
          </button>
        )}
      </pre>
    </>
  );
};
