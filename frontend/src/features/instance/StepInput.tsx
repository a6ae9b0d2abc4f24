import { Button, NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActivityInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { useActivities, useRecord } from '@/shared/history';
import { cameIn, type CameIn } from './cameIn';
import { ShownValue } from './ChangeList';
import classes from './changes.module.css';

/** Values that are shown at first. */
const SHOWN = 8;

interface Props {
  instanceId: string;
  /** Those of one step, oldest first. */
  visits: readonly ActivityInstance[];
}

/** What the chosen step found when it began: the last visit to it, or another one. */
const StepInput = ({ instanceId, visits }: Props) => {
  const { t } = useTranslation('instance');
  const now = useNow();
  const [chosen, setChosen] = useState('');
  const visit = visits.find(({ id }) => id === chosen) ?? visits.at(-1);
  if (!visit) return null;
  const labelOf = (one: ActivityInstance, index: number): string => {
    const time = moment(new Date(one.started_at), now);
    if (one.loop_index !== null) return t('cameIn.round', { number: one.loop_index + 1, time });
    return t('cameIn.visit', { number: index + 1, time });
  };
  return (
    <section className={classes.written} aria-label={t('cameIn.title')}>
      <h3>{t('cameIn.at', { time: moment(new Date(visit.started_at), now) })}</h3>
      {visits.length > 1 && (
        <NativeSelect
          size="xs"
          mt={8}
          aria-label={t('cameIn.of')}
          value={visit.id}
          data={visits.map((one, index) => ({ value: one.id, label: labelOf(one, index) }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <Values key={visit.id} instanceId={instanceId} visit={visit} />
    </section>
  );
};

const Values = ({ instanceId, visit }: { instanceId: string; visit: ActivityInstance }) => {
  const { t } = useTranslation('instance');
  const record = useRecord(instanceId).data;
  const activities = useActivities(instanceId).data;
  const [isAll, setAll] = useState(false);
  const found = useMemo(
    () => (record && activities && !record.isCut ? cameIn(record.items, visit, activities) : null),
    [record, activities, visit],
  );
  if (!record || !activities) return null;
  if (!found) return <p>{t(record.isCut ? 'cameIn.tooLong' : 'cameIn.unknown')}</p>;
  const { values, isUnclear } = found;
  if (values.length === 0) return <p>{t('cameIn.nothing')}</p>;
  return (
    <>
      <dl className={classes.list}>
        {values.slice(0, isAll ? undefined : SHOWN).map((value) => (
          <div key={value.name}>
            <dt>{value.name}</dt>
            <dd>
              <Found value={value} />
            </dd>
          </div>
        ))}
      </dl>
      {values.length > SHOWN && !isAll && (
        <Button variant="default" size="xs" mt={8} onClick={() => setAll(true)}>
          {t('cameIn.all', { count: values.length })}
        </Button>
      )}
      {isUnclear && <p>{t('cameIn.unclear')}</p>}
    </>
  );
};

const Found = ({ value: { value, before, isChanged } }: { value: CameIn }) => {
  const { t } = useTranslation('instance');
  return (
    <div className={classes.values}>
      {before !== undefined && (
        <>
          {before ? <ShownValue shown={before} /> : <em>{t('cameIn.none')}</em>}
          <em>{t('cameIn.then')}</em>
        </>
      )}
      {value ? <ShownValue shown={value} /> : <em>{t('cameIn.none')}</em>}
      {isChanged && <em>{t('cameIn.changed')}</em>}
    </div>
  );
};

export default StepInput;
