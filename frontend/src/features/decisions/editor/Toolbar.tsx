import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SaveState } from '@/shared/drafts';
import { SaveNote } from '@/shared/library/SaveNote';
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
