import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftKind } from '@/shared/drafts';
import { number } from '@/shared/format';
import { fetchVersions } from '@/shared/processes';
import { Failure, SkeletonRows } from '@/shared/ui';
import { fetchLibrary, type LibraryEntry } from './api';
import { differencesOf } from './differences';
import { pinsOf, type Pin } from './pins';
import classes from './library.module.css';

const MOST_SHOWN = 50;

interface DifferencesProps {
  kind: DraftKind;
  /** The live version's file; null where there is none yet. */
  live: string | null;
  draft: string;
}

/** What the draft has that the live version has not, and the other way round. */
export const Differences = ({ kind, live, draft }: DifferencesProps) => {
  const { t } = useTranslation('library');
  const found = useMemo(
    () => (live === null ? null : differencesOf(kind, live, draft)),
    [kind, live, draft],
  );
  if (live === null) return null;
  return (
    <section className={classes.impact}>
      <h3>{t('impact.differences')}</h3>
      {!found && <p>{t('impact.unreadable')}</p>}
      {found?.length === 0 && <p>{t('impact.same')}</p>}
      {found && found.length > 0 && (
        <ul>
          {found.slice(0, MOST_SHOWN).map(({ id, name, type, number: at, kind: fate, changes }) => (
            <li key={`${id} ${fate}`} data-fate={fate}>
              <span className={classes.fate}>{t(`impact.fate.${fate}`)}</span>{' '}
              {type === 'rule' && `${t('compare.rule', { number: at ?? '' })}: `}
              {name}
              {fate === 'changed' && (
                <span className={classes.role}>
                  {' '}
                  {t('impact.changes', { count: changes.length })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {found && found.length > MOST_SHOWN && (
        <p className={classes.role}>{t('impact.more', { count: found.length - MOST_SHOWN })}</p>
      )}
    </section>
  );
};

/** Instances that run now, by the version that they keep. */
export const RunningVersions = ({ processKey }: { processKey: string }) => {
  const { t } = useTranslation('library');
  const versions = useQuery({
    queryKey: ['process-definitions', 'of', processKey],
    queryFn: ({ signal }) => fetchVersions(processKey, signal),
  });
  if (versions.isError) return <Failure title={t('impact.noRunning')} error={versions.error} />;
  if (!versions.data) return <SkeletonRows rows={1} />;
  const running = versions.data.filter((one) => (one.running ?? 0) > 0);
  if (versions.data.length === 0) return null;
  return (
    <section className={classes.impact}>
      <h3>{t('impact.running')}</h3>
      {running.length === 0 ? (
        <p>{t('impact.noneRuns')}</p>
      ) : (
        <ul>
          {running.map(({ id, version, running: count }) => (
            <li key={id}>
              {t('impact.stays', {
                count: count ?? 0,
                running: number(count ?? 0),
                version: number(version),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const newestOf = (library: readonly LibraryEntry[], { kind, key }: Pin): number | null =>
  library.find((one) => one.kind === kind && one.key === key && one.version !== null)?.version ??
  null;

/** Which versions of forms, decisions and processes the draft will use. */
export const Pins = ({ draft }: { draft: string }) => {
  const { t } = useTranslation('library');
  const pins = useMemo(() => pinsOf(draft), [draft]);
  const library = useQuery({
    queryKey: ['library'],
    queryFn: ({ signal }) => fetchLibrary(signal),
    enabled: pins.length > 0,
  });
  const said = (pin: Pin): string => {
    const { key, binding, exactly, isWithin } = pin;
    if (isWithin) return t('impact.bound.within');
    if (key.startsWith('=')) return t('impact.bound.feel');
    if (binding === 'version') return t('impact.bound.version', { version: exactly });
    if (binding === 'versionTag') return t('impact.bound.versionTag', { tag: exactly });
    const version = newestOf(library.data ?? [], pin);
    if (version === null) return library.data ? t('impact.bound.missing') : '';
    return t(`impact.bound.${binding}`, { version: number(version) });
  };
  if (pins.length === 0) return null;
  return (
    <section className={classes.impact}>
      <h3>{t('impact.pins')}</h3>
      <ul>
        {pins.map((pin) => (
          <li key={`${pin.elementId} ${pin.kind}`}>
            {t(`impact.uses.${pin.kind}`, { name: pin.elementName, key: pin.key })}{' '}
            <span className={classes.role}>{said(pin)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
