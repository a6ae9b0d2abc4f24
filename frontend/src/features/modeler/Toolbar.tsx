import { ActionIcon, Button, Divider, TextInput, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconListCheck,
  IconPencil,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '@/shared/format';
import { explain } from '@/shared/ui';
import type { SaveState } from '@/shared/drafts';
import classes from './modeler.module.css';

interface Props {
  name: string;
  onRename: (name: string) => void;
  /** What this draft is a draft of, in words. */
  origin: string;
  save: SaveState;
  onConflict: () => void;
  canUndo: boolean;
  canRedo: boolean;
  onUndo: () => void;
  onRedo: () => void;
  simulating: boolean;
  onSimulate: (() => void) | undefined;
  onCheck: () => void;
  checking: boolean;
  onDeploy?: (() => void) | undefined;
  /** What else can be done with the draft. */
  menu: ReactNode;
}

const NameField = ({ name, onRename }: { name: string; onRename: (name: string) => void }) => {
  const { t } = useTranslation('modeler');
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed !== null) onRename(typed.trim());
    setTyped(null);
  };
  return (
    <TextInput
      className={classes.name}
      aria-label={t('name')}
      placeholder={t('unnamed')}
      value={typed ?? name}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
};

const SaveNote = ({ save, onConflict }: { save: SaveState; onConflict: () => void }) => {
  const { t } = useTranslation('modeler');
  if (save.kind === 'conflict') {
    return (
      <span className={classes.saveFailed} role="alert">
        <IconAlertTriangle size={14} aria-hidden />
        {t('save.conflict')}
        <Button size="xs" variant="default" onClick={onConflict}>
          {t('tool.choose')}
        </Button>
      </span>
    );
  }
  if (save.kind === 'failed') {
    return (
      <span className={classes.saveFailed} role="alert">
        <IconAlertTriangle size={14} aria-hidden />
        {t('save.failed', { reason: explain(save.error) })}
      </span>
    );
  }
  return (
    <span className={classes.save} role="status">
      {save.kind === 'saved' ? (
        <IconCheck size={14} aria-hidden />
      ) : (
        <IconPencil size={14} aria-hidden />
      )}
      {save.kind === 'saved' ? t('save.saved', { time: clock(save.at) }) : t(`save.${save.kind}`)}
    </span>
  );
};

/** Name, state and tools of the open draft. */
export const Toolbar = (props: Props) => {
  const { t } = useTranslation('modeler');
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={t('tool.bar')}>
      <h1 className={classes.heading}>
        <NameField name={props.name} onRename={props.onRename} />
      </h1>
      <span className={classes.origin}>{props.origin}</span>
      <SaveNote save={props.save} onConflict={props.onConflict} />
      <span className={classes.tools}>
        <Tooltip label={`${t('tool.undo')} (Ctrl Z)`}>
          <ActionIcon
            className={classes.tool}
            aria-label={t('tool.undo')}
            disabled={!props.canUndo}
            onClick={props.onUndo}
          >
            <IconArrowBackUp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`${t('tool.redo')} (Ctrl Y)`}>
          <ActionIcon
            className={classes.tool}
            aria-label={t('tool.redo')}
            disabled={!props.canRedo}
            onClick={props.onRedo}
          >
            <IconArrowForwardUp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Divider orientation="vertical" my={8} />
        <Button
          variant={props.simulating ? 'light' : 'subtle'}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          aria-pressed={props.simulating}
          disabled={!props.onSimulate}
          onClick={props.onSimulate}
        >
          {t('tool.simulate')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconListCheck size={16} aria-hidden />}
          onClick={props.onCheck}
          loading={props.checking}
        >
          {t('tool.check')}
        </Button>
        {props.onDeploy && <Button onClick={props.onDeploy}>{t('tool.deploy')}</Button>}
        {props.menu}
      </span>
    </div>
  );
};
