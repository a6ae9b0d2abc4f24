import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, useMe, type TaskForm, type UserTask } from '@/shared/api';
import { clock, moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { explain, Failure, Kbd, SkeletonRows } from '@/shared/ui';
import { serverErrors, VariableTable } from '@/shared/variables';
import { useDraft, useTaskForm, type TaskDraft } from './api';
import classes from './inbox.module.css';
import type { TaskActions } from './useTaskActions';
import { useTaskEditor, type DraftState } from './useTaskEditor';

interface Props {
  task: UserTask;
  actions: TaskActions;
  rail: ReactNode;
  isShown: boolean;
}

/** The values of a task that has no form of its own, and the bar to act on them. */
export const FormTab = (props: Props) => {
  const { t } = useTranslation('inbox');
  const form = useTaskForm(props.task);
  const draft = useDraft(props.task.id, props.task.can_complete);
  // Without the draft one works on what the server holds; a refused draft is no reason to stop.
  const ready = form.data && !draft.isLoading;
  return (
    <>
      <div className={classes.columns}>
        {ready && <Editable {...props} form={form.data} draft={draft.data ?? null} />}
        {!ready && (
          <>
            <div className={classes.formSide}>
              <div className={classes.form}>
                {form.error ? (
                  <Failure
                    title={t('task.formFailed')}
                    error={form.error}
                    onRetry={() => void form.refetch()}
                  />
                ) : (
                  <SkeletonRows rows={4} height={64} />
                )}
              </div>
            </div>
            {props.rail}
          </>
        )}
      </div>
    </>
  );
};

interface EditableProps extends Props {
  form: TaskForm;
  draft: TaskDraft | null;
}

const Editable = ({ task, actions, form, draft, rail, isShown }: EditableProps) => {
  const { t } = useTranslation('inbox');
  const { editor, draftState, savedAt, stopSaving } = useTaskEditor(task, form, draft);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(newKey());
  const body = useRef<HTMLDivElement>(null);
  const editable = task.can_complete && !task.suspended && task.state === 'open';

  const complete = async () => {
    if (!editable || busy) return;
    setTried(true);
    if (editor.hasErrors) {
      requestAnimationFrame(() =>
        body.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(),
      );
      return;
    }
    setBusy(true);
    stopSaving(true);
    const refused = await actions.complete({ task, changes: editor.changes(), key: key.current });
    setBusy(false);
    if (refused === null) return;
    stopSaving(false);
    // A refused body is another intention than the mended one.
    if (!isProblem(refused) || !refused.isUnreachable) key.current = newKey();
    setRefusal(refused);
  };
  useHotkeys(t('keys.group'), [
    {
      keys: ['Mod+Enter'],
      label: t('keys.complete'),
      everywhere: true,
      run: () => void complete(),
    },
  ]);
  useEffect(
    () =>
      actions.onFocusForm(() =>
        body.current?.querySelector<HTMLElement>('input, textarea, select, button')?.focus(),
      ),
    [actions],
  );

  return (
    <>
      <div className={classes.formSide} ref={body} hidden={!isShown}>
        <div className={classes.form}>
          <VariableTable
            editor={editor}
            readOnly={!editable}
            refused={serverErrors(refusal)}
            tried={tried}
          />
        </div>
        <Notice task={task} refusal={refusal} tried={tried && editor.hasErrors} />
      </div>
      {isShown && rail}
      <ActionBar
        task={task}
        actions={actions}
        busy={busy}
        editable={editable}
        draft={<DraftNote state={draftState} savedAt={savedAt} />}
        onComplete={() => void complete()}
      />
    </>
  );
};

const Notice = ({ refusal, tried }: { task: UserTask; refusal: unknown; tried: boolean }) => {
  const { t } = useTranslation('inbox');
  if (!refusal && !tried) return null;
  return (
    <p role="alert" className={classes.notice} data-state="incident">
      <IconAlertTriangle size={16} aria-hidden />
      {tried ? t('task.mend') : explain(refusal)}
    </p>
  );
};

const DraftNote = ({ state, savedAt }: { state: DraftState; savedAt: Date | null }) => {
  const { t } = useTranslation('inbox');
  if (state === 'none') return null;
  const words = {
    dirty: t('draft.dirty'),
    saving: t('draft.saving'),
    failed: t('draft.failed'),
    saved: t('draft.saved', { time: savedAt ? clock(savedAt) : '' }),
  }[state];
  return (
    <span role="status" className={classes.draft}>
      {state === 'saved' && <IconCheck size={14} aria-hidden />}
      {state === 'failed' && <IconAlertTriangle size={14} aria-hidden />}
      {words}
    </span>
  );
};

interface BarProps {
  task: UserTask;
  actions: TaskActions;
  busy: boolean;
  editable: boolean;
  draft: ReactNode;
  onComplete: () => void;
}

/** Why nothing can be done here, or what to know before. */
const useReason = (task: UserTask): string | null => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const now = useNow();
  if (task.state === 'completed') {
    return t('task.completedAt', {
      time: task.completed_at ? moment(new Date(task.completed_at), now) : '',
    });
  }
  if (task.state === 'cancelled') {
    return t('task.cancelled', {
      time: task.completed_at ? moment(new Date(task.completed_at), now) : '',
    });
  }
  if (task.suspended) return t('task.suspended');
  if (task.assignee && task.assignee !== me.username)
    return t('task.isTaken', { name: task.assignee });
  if (task.can_claim && !task.assignee) return null;
  return task.can_complete ? null : (task.why_not ?? t('task.cannot'));
};

const ActionBar = ({ task, actions, busy, editable, draft, onComplete }: BarProps) => {
  const { t } = useTranslation('inbox');
  const reason = useReason(task);
  const claimable = task.can_claim && !task.assignee && task.state === 'open';
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
      {editable && (
        <Button
          size="md"
          onClick={onComplete}
          loading={busy}
          aria-keyshortcuts="Control+Enter"
          rightSection={
            <span className={classes.onButton}>
              <Kbd keys="Mod+Enter" />
            </span>
          }
        >
          {t('task.complete')}
        </Button>
      )}
    </div>
  );
};
