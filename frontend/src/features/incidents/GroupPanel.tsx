import { ActionIcon, Button } from '@mantine/core';
import { IconUserOff, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, type Incident, type IncidentGroup } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { PersonMark, StateBadge, tell } from '@/shared/ui';
import { useOwn, type State } from './api';
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
  const mayOperate = useMay('process_instance.operate', group.definition_key);
  const { sample } = group;
  const canAct = mayOperate && state === 'open';
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
          <OwnButton group={group} />
        </RetryGroup>
      )}
      <Facts group={group} />
      {sample.detail && <Sample incident={sample} now={now} />}
      <h3>{t('instancesOf')}</h3>
      <Members {...{ group, state, now }} mayRetry={canAct} />
      <Note group={group} readOnly={!canAct} />
    </aside>
  );
};

const Facts = ({ group }: { group: IncidentGroup }) => {
  const { t } = useTranslation('incidents');
  const { owners } = group;
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
const OwnButton = ({ group }: { group: IncidentGroup }) => {
  const { t } = useTranslation('incidents');
  const { username } = useMe();
  const own = useOwn();
  // One that was opened later is nobody's yet.
  const isMine = group.owners.every((name) => name === username) && group.sample.owner === username;
  const run = () =>
    tell(own.mutateAsync({ group, value: isMine ? null : username }), {
      done: t(isMine ? 'givenBack' : 'taken', { count: group.count }),
      failed: t('notOwned'),
    });
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
