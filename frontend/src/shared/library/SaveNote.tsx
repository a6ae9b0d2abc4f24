import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DraftSaver, SaveState } from '@/shared/drafts';
import { clock } from '@/shared/format';
import { explain } from '@/shared/ui';
import classes from './editor.module.css';

/** Whether what is in the editor is stored. */
export const SaveNote = ({ state }: { state: SaveState }) => {
  const { t } = useTranslation('library');
  if (state.kind === 'conflict') return null;
  if (state.kind === 'failed') {
    return (
      <span className={classes.saveFailed} role="alert">
        <IconAlertTriangle size={14} aria-hidden />
        {t('save.failed', { reason: explain(state.error) })}
      </span>
    );
  }
  const isSaved = state.kind === 'saved';
  return (
    <span className={classes.save} role="status">
      {isSaved ? <IconCheck size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />}
      {isSaved ? t('save.saved', { time: clock(state.at) }) : t(`save.${state.kind}`)}
    </span>
  );
};

interface ConflictProps {
  saver: DraftSaver;
  state: SaveState;
}

/** Somebody else wrote the draft meanwhile: which one counts? */
export const Conflict = ({ saver, state }: ConflictProps) => {
  const { t } = useTranslation('library');
  if (state.kind !== 'conflict') return null;
  const takeTheirs = () => {
    if (saver.takeTheirs()) window.location.reload();
  };
  return (
    <div className={classes.conflict} role="alert" data-state="waiting">
      <p>{t('save.conflict', { who: state.theirs.updated_by ?? t('save.someone') })}</p>
      <Button size="xs" variant="default" onClick={() => void saver.keepMine()}>
        {t('save.keepMine')}
      </Button>
      <Button size="xs" variant="default" onClick={takeTheirs}>
        {t('save.takeTheirs')}
      </Button>
    </div>
  );
};
