import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { StartDraft } from '@/shared/api';
import { clock, moment, useNow } from '@/shared/format';
import { explain } from '@/shared/ui';
import classes from './start.module.css';
import type { StartDraftState } from './useStartDraft';

/** Whether what was typed is kept. */
export const DraftNote = ({ state }: { state: StartDraftState | null }) => {
  const { t } = useTranslation('start');
  if (state === null || state.kind === 'conflict') return null;
  const time = state.kind === 'saved' ? clock(state.at) : '';
  return (
    <span role="status" title={state.kind === 'failed' ? explain(state.error) : undefined}>
      {t(`draft.${state.kind}`, { time })}
    </span>
  );
};

interface BegunProps {
  draft: StartDraft;
  onAnew: () => void;
}

/** The form holds what was typed before, here or on another device. */
export const Begun = ({ draft, onAnew }: BegunProps) => {
  const { t } = useTranslation('start');
  const now = useNow();
  const time = draft.updated_at ? moment(new Date(draft.updated_at), now) : '';
  return (
    <div className={classes.begun}>
      <p>{t('draft.begun', { time })}</p>
      <Button size="xs" variant="default" onClick={onAnew}>
        {t('draft.anew')}
      </Button>
    </div>
  );
};

interface ConflictProps {
  state: StartDraftState | null;
  onMine: () => void;
  onTheirs: () => void;
}

/** Another device of the same person saved something else. */
export const Conflict = ({ state, onMine, onTheirs }: ConflictProps) => {
  const { t } = useTranslation('start');
  const now = useNow();
  if (state?.kind !== 'conflict') return null;
  const { updated_at } = state.theirs;
  const time = updated_at ? moment(new Date(updated_at), now) : '';
  return (
    <div role="alert" className={classes.begun}>
      <p>{t('draft.conflict', { time })}</p>
      <Button size="xs" variant="default" onClick={onMine}>
        {t('draft.keepMine')}
      </Button>
      <Button size="xs" variant="default" onClick={onTheirs}>
        {t('draft.takeTheirs')}
      </Button>
    </div>
  );
};
