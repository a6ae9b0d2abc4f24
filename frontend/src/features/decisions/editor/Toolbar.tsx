import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconPencil,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DraftSaver, SaveState } from '@/shared/drafts';
import { clock } from '@/shared/format';
import { explain } from '@/shared/ui';
import type { Stack } from './createEditor';
import classes from './editor.module.css';

interface Props {
  name: string;
  state: SaveState;
  /** Null where nothing can be undone. */
  stack: Stack | null;
  /** Null where one may not. */
  onDeploy: (() => void) | null;
}

export const Toolbar = ({ name, state, stack, onDeploy }: Props) => {
  const { t } = useTranslation('decisions');
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('tool.bar')}>
      <h1>{name}</h1>
      <SaveNote state={state} />
      <span className={classes.tools}>
        <Tooltip label={`${t('keys.undo')} (Ctrl Z)`}>
          <ActionIcon
            aria-label={t('keys.undo')}
            disabled={!stack?.canUndo()}
            onClick={() => stack?.undo()}
          >
            <IconArrowBackUp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${t('keys.redo')} (Ctrl Y)`}>
          <ActionIcon
            aria-label={t('keys.redo')}
            disabled={!stack?.canRedo()}
            onClick={() => stack?.redo()}
          >
            <IconArrowForwardUp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        {onDeploy && <Button onClick={onDeploy}>{t('tool.deploy')}</Button>}
      </span>
    </div>
  );
};

const SaveNote = ({ state }: { state: SaveState }) => {
  const { t } = useTranslation('decisions');
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
  const { t } = useTranslation('decisions');
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
