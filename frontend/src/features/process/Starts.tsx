import { useTranslation } from 'react-i18next';
import type { ProcessDefinition, StartPlace } from '@/shared/api';
import { due, useNow } from '@/shared/format';
import { useStarts } from '@/shared/processes';
import { StateBadge, Time } from '@/shared/ui';
import classes from './process.module.css';

const POLL_MS = 30_000;

/** What is waited for, in the words of the model. */
const awaited = ({ kind, name, condition, cycle }: StartPlace): string => {
  if (kind === 'timer') return cycle ?? '';
  return condition ?? name ?? '';
};

const Next = ({ place }: { place: StartPlace }) => {
  const { t } = useTranslation('process');
  const now = useNow();
  if (place.suspended) {
    return (
      <StateBadge look="inline" state="suspended">
        {t('starts.paused')}
      </StateBadge>
    );
  }
  if (place.kind !== 'timer') return null;
  if (!place.due_at) return <span className={classes.quiet}>{t('starts.never')}</span>;
  return (
    <span>
      {t('starts.next')} <Time at={place.due_at}>{(date) => due(date, now)}</Time>
    </span>
  );
};

/** What begins instances of the newest version by itself; nothing where only people do. */
export const Starts = ({ definition }: { definition: ProcessDefinition }) => {
  const { t } = useTranslation('process');
  const starts = useStarts(definition.id, POLL_MS);
  const places = starts.data?.items.filter(({ kind }) => kind !== 'none') ?? [];
  if (places.length === 0) return null;
  return (
    <section className={classes.starts} aria-label={t('starts.title')}>
      <h2>{t('starts.title')}</h2>
      <ul>
        {places.map((place, index) => (
          <li key={`${place.activity_id} ${index.toString()}`}>
            <span>{place.kind !== 'none' && t(`starts.kind.${place.kind}`)}</span>
            <code>{awaited(place)}</code>
            <span className={classes.quiet}>{place.activity_name}</span>
            {place.needs_all && (
              <span className={classes.quiet}>
                {t('starts.together', { times: place.happened })}
              </span>
            )}
            <Next place={place} />
          </li>
        ))}
      </ul>
    </section>
  );
};
