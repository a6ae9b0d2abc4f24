import { NativeSelect } from '@mantine/core';
import { useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { fullTime, moment, useNow } from '@/shared/format';
import { CutNotice } from '@/shared/history';
import { explain, MoreRows } from '@/shared/ui';
import { BeforeAfter } from './ChangeList';
import { changesOf, namesIn, type NamedChange } from './changes';
import classes from './changes.module.css';
import { useWritten } from './useWritten';

/** Entries that are drawn at first; more come as one scrolls. */
const SHOWN = 50;

interface Props {
  instanceId: string;
  /** The value whose history is shown; empty for that of all. */
  name: string;
  onName: (name: string) => void;
  ref: Ref<HTMLElement>;
}

/** Who wrote which value when and at which step, the newest first. */
export const DataHistory = ({ instanceId, name, onName, ref }: Props) => {
  const { t } = useTranslation('instances');
  const { written, nameOf, isCut, error } = useWritten(instanceId);
  const [most, setMost] = useState(SHOWN);
  const names = namesIn(written);
  const changes = changesOf(written, name);
  if (error) return <p role="alert">{explain(error)}</p>;
  if (names.length === 0) return null;
  const choose = (chosen: string) => {
    onName(chosen);
    setMost(SHOWN);
  };
  return (
    <section ref={ref} className={classes.history} aria-label={t('changes.history')}>
      <header>
        <h2>{t('changes.history')}</h2>
        <NativeSelect
          aria-label={t('changes.of')}
          value={name}
          data={[
            { value: '', label: t('changes.all') },
            ...names.map((one) => ({ value: one, label: one })),
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      </header>
      {isCut && <CutNotice />}
      <ol>
        {changes.slice(0, most).map((change) => (
          <ChangeLine key={change.id} {...{ change, nameOf }} />
        ))}
      </ol>
      <MoreRows
        hasMore={changes.length > most}
        loading={false}
        onMore={() => setMost(most + SHOWN)}
      />
    </section>
  );
};

interface LineProps {
  change: NamedChange;
  nameOf: (step: string) => string;
}

const ChangeLine = ({ change, nameOf }: LineProps) => {
  const { t: history } = useTranslation('history');
  const now = useNow();
  const at = new Date(change.at);
  const who = change.actor ?? history('system');
  return (
    <li>
      <p>
        <strong>{change.name}</strong>
        <span title={fullTime(at)}>{moment(at, now)}</span>
        {[who, ...change.steps.map(nameOf)].map((one) => ` · ${one}`)}
      </p>
      <BeforeAfter change={change} />
    </li>
  );
};
