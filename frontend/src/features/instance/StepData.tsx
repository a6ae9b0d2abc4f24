import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { humanize, moment, useNow } from '@/shared/format';
import { ChangeList } from './ChangeList';
import { othersAt, writtenAt, type Written } from './changes';
import classes from './changes.module.css';
import { useWritten } from './useWritten';

/** Entries that are shown at first. */
const SHOWN = 3;

interface Props {
  instanceId: string;
  step: string;
}

/** What the chosen step wrote into the data; of a user task, what a person answered. */
export const StepData = ({ instanceId, step }: Props) => {
  const { t } = useTranslation('instances');
  const { written, nameOf } = useWritten(instanceId);
  const [most, setMost] = useState(SHOWN);
  const here = writtenAt(written, step);
  if (here.length === 0) return null;
  return (
    <>
      {here.slice(0, most).map((one) => (
        <section key={one.id} className={classes.written}>
          <Heading written={one} step={step} />
          {one.changes.length > 0 ? (
            <ChangeList changes={one.changes} />
          ) : (
            <p>{t('changes.nothing')}</p>
          )}
          <Together others={othersAt(one, step).map(nameOf)} />
        </section>
      ))}
      {here.length > most && (
        <Button variant="default" size="xs" mt={8} onClick={() => setMost(most + 10)}>
          {t('changes.earlier')}
        </Button>
      )}
    </>
  );
};

const Heading = ({ written, step }: { written: Written; step: string }) => {
  const { t } = useTranslation('instances');
  const { t: history } = useTranslation('history');
  const now = useNow();
  const time = moment(new Date(written.at), now);
  const name = written.actor ?? history('system');
  const outcome = written.answered.get(step);
  if (outcome === undefined) return <h3>{t('changes.wrote', { time })}</h3>;
  if (!outcome) return <h3>{t('changes.answered', { name, time })}</h3>;
  return <h3>{t('changes.answeredWith', { name, time, outcome: humanize(outcome) })}</h3>;
};

const Together = ({ others }: { others: readonly string[] }) => {
  const { t } = useTranslation('instances');
  if (others.length === 0) return null;
  return <p>{t('changes.together', { steps: others.join(', ') })}</p>;
};
