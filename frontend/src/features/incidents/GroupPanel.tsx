import { ActionIcon, Button } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, type Incident } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { useRetry } from '@/shared/instances';
import { Confirm, explain, StateBadge, toast } from '@/shared/ui';
import type { IncidentGroup } from './groups';
import classes from './incidents.module.css';

const SHOWN = 12;
/** Retries on their way at one time, so that a big group does not flood the server. */
const AT_ONCE = 4;

/** Retry one after another in a few lanes; tell what went on and what did not. */
const retryAll = async (
  incidents: readonly Incident[],
  retry: (incident: Incident) => Promise<{ again: Incident | null }>,
) => {
  const queue = [...incidents];
  const refused: string[] = [];
  let done = 0;
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        const { again } = await retry(next);
        if (again) refused.push(again.message);
        else done += 1;
      } catch (error) {
        refused.push(explain(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { done, refused };
};

interface Props {
  group: IncidentGroup;
  onClose: () => void;
}

/** One fault: what it is, where, and trying again. */
export const GroupPanel = ({ group, onClose }: Props) => {
  const { t } = useTranslation('incidents');
  const now = useNow();
  const { newest, oldest, incidents } = group;
  const open = incidents.filter((incident) => !incident.resolved_at);
  return (
    <aside className={classes.panel} aria-label={newest.message}>
      <div className={classes.panelTop}>
        {open.length > 0 ? (
          <StateBadge state="incident">{t('open')}</StateBadge>
        ) : (
          <StateBadge state="completed">{t('resolved')}</StateBadge>
        )}
        <span>{t('firstSeen', { time: moment(new Date(oldest.created_at), now) })}</span>
        <ActionIcon onClick={onClose} aria-label={t('close')}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <h2>{newest.message}</h2>
      <p>
        {t('step', {
          step: newest.activity_name || newest.activity_id,
          process: newest.definition_name || newest.definition_key,
        })}
      </p>
      {open.length > 0 && <RetryGroup incidents={open} />}
      {newest.detail && (
        <>
          <h3>
            {t('sample', {
              key: newest.business_key || t('noKey'),
              time: moment(new Date(newest.created_at), now),
            })}
          </h3>
          <pre className={`k-code ${classes.detail}`}>{newest.detail}</pre>
        </>
      )}
      <h3>{t('instancesOf')}</h3>
      <ul className={classes.instances}>
        {incidents.slice(0, SHOWN).map((incident) => (
          <li key={incident.id}>
            <Link
              className="k-link"
              to={`/instances/${incident.process_instance_id}?step=${encodeURIComponent(incident.activity_id)}`}
            >
              {incident.business_key || incident.process_instance_id.slice(-12)}
            </Link>
            <span>{moment(new Date(incident.created_at), now)}</span>
          </li>
        ))}
      </ul>
      {incidents.length > SHOWN && <p>{t('more', { count: incidents.length - SHOWN })}</p>}
      {newest.note && (
        <>
          <h3>{t('note')}</h3>
          <p>{newest.note}</p>
        </>
      )}
    </aside>
  );
};

const RetryGroup = ({ incidents }: { incidents: readonly Incident[] }) => {
  const { t } = useTranslation('incidents');
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const { mutateAsync } = useRetry();
  const [first] = incidents;
  const may = useMay('process_instance.operate', first?.definition_key);
  const run = async () => {
    setBusy(true);
    const { done, refused } = await retryAll(incidents, mutateAsync);
    setBusy(false);
    setAsks(false);
    if (done > 0) toast.done(t('retried', { count: done }));
    if (refused.length > 0) {
      toast.failed(t('failedAgain', { count: refused.length, why: refused[0] ?? '' }));
    }
  };
  const begin = () => (incidents.length === 1 ? void run() : setAsks(true));
  useHotkeys(t('keys.group'), may ? [{ keys: ['e'], label: t('keys.retry'), run: begin }] : []);
  if (!may || !first) return null;
  const count = incidents.length;
  return (
    <div className={classes.actions}>
      <Button
        leftSection={<IconRefresh size={16} />}
        loading={busy}
        onClick={begin}
        aria-keyshortcuts="e"
      >
        {count === 1 ? t('retry') : t('retryMany', { count })}
      </Button>
      <Confirm
        opened={asks}
        danger={false}
        title={t('retryTitle', { count })}
        confirm={t('retryConfirm', { count })}
        keep={t('retryKeep')}
        busy={busy}
        onConfirm={() => void run()}
        onClose={() => setAsks(false)}
      >
        <p>{t('retryText', { count, name: first.activity_name || first.activity_id })}</p>
      </Confirm>
    </div>
  );
};
