import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, type ProcessInstance } from '@/shared/api';
import { duration, moment, useNow } from '@/shared/format';
import { Time } from '@/shared/ui';
import { useNewest, useUsual } from './api';
import classes from './instance.module.css';
import { msOf, shownMs } from './pace';

/** Version, start, and how long it takes. */
export const Facts = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  return (
    <>
      <span>
        {t('one.version', { version: instance.version })} <Newer instance={instance} />
      </span>
      <Time at={instance.started_at}>
        {(date) => {
          const time = moment(date, now);
          return instance.started_by
            ? t('one.startedBy', { time, name: instance.started_by })
            : t('one.started', { time });
        }}
      </Time>
      <Pace instance={instance} />
    </>
  );
};

/** The way to what has changed since, where there is a newer version. */
const Newer = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const { definition_key: key, version: from } = instance;
  const version = useNewest(key).data?.version ?? from;
  // Whoever may only start the process does not read its models.
  const mayRead = useMay('process_definition.read', key);
  if (version <= from || !mayRead) return null;
  return (
    <Link
      className={`k-link ${classes.newer}`}
      to={`/processes/${encodeURIComponent(key)}/compare?from=${from}&to=${version}`}
      title={t('one.newerHint', { from, version })}
    >
      {t('one.newer', { version })}
    </Link>
  );
};

/** How long it took or runs, and what is usual. */
const Pace = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const usual = useUsual(instance).data;
  const isOver = instance.ended_at !== null;
  const ms = msOf(instance, now);
  const isLonger = usual ? ms > usual.ms : false;
  const time = usual ? duration(usual.ms) : '';
  const Icon = isLonger ? IconAlertTriangle : IconClock;
  return (
    <span
      className={usual ? `k-chip ${classes.pace}` : classes.pace}
      title={usual ? t('one.usualHint', { count: usual.count, time }) : undefined}
    >
      <Icon size={15} stroke={1.6} aria-hidden />
      {t(isOver ? 'one.ran' : 'one.runs', { time: duration(shownMs(ms, isOver)) })}
      {usual && <span>{t(isLonger ? 'one.usualLonger' : 'one.usual', { time })}</span>}
    </span>
  );
};
