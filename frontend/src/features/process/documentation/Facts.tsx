import { useTranslation } from 'react-i18next';
import { describeSpans, describeTimer, TIMER_KINDS, type TimerKind } from '@/shared/bpmn/timers';
import { partsOf } from '../compare/properties';
import type { Entry, Fact } from './facts';
import classes from './documentation.module.css';

const isTimer = (name: string | undefined): name is TimerKind =>
  TIMER_KINDS.some((kind) => kind === name);

/** A property in the words of the page that compares versions. */
const useWords = () => {
  const { t } = useTranslation('process');
  return (path: readonly string[]): string =>
    partsOf(path.join('/'))
      .map(({ word, name }) => (word ? t(`compare.property.${word}`) : name))
      .join(' › ');
};

/** A value: durations and timers in words as well, expressions and scripts as code. */
const Value = ({ entry }: { entry: Entry }) => {
  const { t } = useTranslation('process');
  const { path, text, isCode } = entry;
  const last = path.at(-1);
  const words = isTimer(last) ? describeTimer(last, text) : describeSpans(text);
  if (text.includes('\n') && isCode) return <pre className={classes.code}>{text}</pre>;
  if (isCode || words)
    return (
      <>
        {words && `${words} `}
        <code>{text}</code>
      </>
    );
  if (text === 'true') return t('documentation.yes');
  return text === 'false' ? t('documentation.no') : text;
};

const Line = ({ entry }: { entry: Entry }) => {
  const words = useWords();
  const { path, name, text } = entry;
  const isSaid = isTimer(path.at(-1));
  const label = [isSaid ? '' : words(path), name].filter(Boolean).join(' › ');
  return (
    <div className={classes.line}>
      {label && <span className={classes.label}>{text ? `${label}: ` : label}</span>}
      {text && <Value entry={entry} />}
    </div>
  );
};

/** What an element says about itself, group by group. */
export const Facts = ({ facts, notes }: { facts: readonly Fact[]; notes: readonly string[] }) => {
  const { t } = useTranslation('process');
  const words = useWords();
  if (facts.length + notes.length === 0) return null;
  return (
    <dl className={classes.table}>
      {facts.map(({ property, entries }) => (
        <div key={property}>
          <dt>{words([property])}</dt>
          <dd>
            {entries.map((entry, index) =>
              entry.text || entry.name || entry.path.length > 0 ? (
                <Line key={index} entry={entry} />
              ) : (
                <div key={index}>{t('documentation.yes')}</div>
              ),
            )}
          </dd>
        </div>
      ))}
      {notes.map((note) => (
        <div key={note}>
          <dt>{t('documentation.annotation')}</dt>
          <dd className={classes.note}>{note}</dd>
        </div>
      ))}
    </dl>
  );
};
