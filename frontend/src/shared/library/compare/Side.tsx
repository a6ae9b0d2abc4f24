import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment, useNow } from '@/shared/format';
import type { ComparedVersion } from './ComparePage';
import classes from './compare.module.css';

export type SideName = 'from' | 'to';

interface Props {
  side: SideName;
  version: ComparedVersion;
  versions: readonly ComparedVersion[];
  onPick: (chosen: Partial<Record<SideName, number>>) => void;
  children: ReactNode;
}

/** One of the two versions: which one, by whom, and its drawing. */
export const Side = ({ side, version: shown, versions, onPick, children }: Props) => {
  const { t } = useTranslation('library');
  const now = useNow();
  const { version, deployed_at: at, deployed_by: by, note } = shown;
  return (
    <section className={classes.side} aria-label={t(`compare.${side}`)}>
      <div className={classes.head}>
        <NativeSelect
          label={t(`compare.${side}`)}
          value={version.toString()}
          onChange={(event) => onPick({ [side]: Number(event.currentTarget.value) })}
          data={versions.map((one) => ({
            value: one.version.toString(),
            label:
              t('versionLive', { version: one.version }) +
              (one.version_tag ? ` (${one.version_tag})` : ''),
          }))}
        />
        <span>
          {moment(new Date(at), now)} · {by ?? t('versions.system')}
        </span>
      </div>
      {note && <p className={classes.note}>{note}</p>}
      <div className={classes.drawing}>{children}</div>
    </section>
  );
};
