import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type UserTask } from '@/shared/api';
import { clock } from '@/shared/format';
import { explain, Kbd } from '@/shared/ui';
import classes from './inbox.module.css';
import type { TaskActions } from './useTaskActions';
import type { DraftState } from './useTaskDraft';
import { useWhyNot } from './useWhy';

/** One way to complete a task; the last is the primary one. */
export interface WayOut {
  /** Null where the form knows only one. */
  value: string | null;
  label: string;
}

export const DraftNote = ({ state }: { state: DraftState | null }) => {
  const { t } = useTranslation('inbox');
  if (state === null || state.kind === 'conflict') return null;
  const words = {
    dirty: () => t('draft.dirty'),
    saving: () => t('draft.saving'),
    failed: () => t('draft.failed'),
    saved: () => t('draft.saved', { time: state.kind === 'saved' ? clock(state.at) : '' }),
  }[state.kind]();
  return (
    <span
      role="status"
      className={classes.draft}
      title={state.kind === 'failed' ? explain(state.error) : undefined}
    >
      {state.kind === 'saved' && <IconCheck size={14} aria-hidden />}
      {state.kind === 'failed' && <IconAlertTriangle size={14} aria-hidden />}
      {words}
    </span>
  );
};

interface BarProps {
  task: UserTask;
  actions: TaskActions;
  busy: boolean;
  /** Whether the fields are drawn: before, nothing can be checked. */
  ready: boolean;
  editable: boolean;
  draft: ReactNode;
  ways: readonly WayOut[];
  onComplete: (way: WayOut) => void;
}

/** As many ways beside the primary one as fit at a thumb; the rest is behind "More". */
const SHOWN = 1;

/** What can be done with the task, in the form's order: the primary way stands last, where the eye ends. */
export const ActionBar = (props: BarProps) => {
  const { task, actions, busy, ready, editable, draft, ways, onComplete } = props;
  const { t } = useTranslation('inbox');
  const reason = useWhyNot(task);
  const claimable = task.can_claim && !task.assignee && task.state === 'open';
  const primary = ways.at(-1);
  const others = ways.slice(0, -1);
  const rest = others.slice(0, -SHOWN);
  return (
    <div className={classes.bar}>
      <div className={classes.barNote}>{reason ?? draft}</div>
      {claimable && (
        <Button
          size="md"
          variant={editable ? 'default' : 'filled'}
          onClick={() => actions.claim(task)}
          aria-keyshortcuts="c"
        >
          {t('task.claim')}
        </Button>
      )}
      {task.can_resolve && (
        <Button size="md" onClick={() => actions.giveBack(task)} aria-keyshortcuts="u">
          {t('task.giveBack', { person: task.owner ?? '' })}
        </Button>
      )}
      {editable && rest.length > 0 && (
        <Menu position="top-end">
          <Menu.Target>
            <ActionIcon size={36} aria-label={t('task.moreWays')} className={classes.moreWays}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((way) => (
              <Menu.Item key={way.value} onClick={() => onComplete(way)} disabled={busy || !ready}>
                {way.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {editable &&
        others.map((way) => (
          <Button
            key={way.value}
            size="md"
            variant="default"
            className={rest.includes(way) ? classes.wideWay : undefined}
            disabled={busy || !ready}
            onClick={() => onComplete(way)}
          >
            {way.label}
          </Button>
        ))}
      {editable && primary && (
        <Button
          size="md"
          onClick={() => onComplete(primary)}
          loading={busy}
          disabled={!ready}
          aria-keyshortcuts="Control+Enter"
          rightSection={
            <span className={classes.onButton}>
              <Kbd keys="Mod+Enter" />
            </span>
          }
        >
          {primary.label}
        </Button>
      )}
    </div>
  );
};
