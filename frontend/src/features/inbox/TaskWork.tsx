import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  isProblem,
  newKey,
  useMe,
  type FieldProblem,
  type UserTask,
  type Variables,
} from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { explain } from '@/shared/ui';
import { ActionBar, DraftNote, type WayOut } from './ActionBar';
import type { TaskDraft } from './api';
import classes from './inbox.module.css';
import { Returned } from './Returned';
import type { TaskActions } from './useTaskActions';
import type { TaskDrafting } from './useTaskDraft';

/** What the bar must know of the fields above it, whatever draws them. */
export interface Work {
  changes: () => Variables;
  /** Mark what is wrong; true where nothing is. */
  check: () => boolean;
  /** Show a refusal at its fields; returns what no field can show. */
  refuse: (error: unknown) => FieldProblem[];
  focus: (faulty: boolean) => void;
}

export interface TaskWorkProps {
  task: UserTask;
  actions: TaskActions;
  rail: ReactNode;
  isShown: boolean;
}

interface Props extends TaskWorkProps {
  work: Work;
  /** Whether the fields are drawn: before, nothing is sent. */
  isReady: boolean;
  ways: readonly WayOut[];
  drafting: TaskDrafting;
  onTakeTheirs: (draft: TaskDraft) => void;
  children: ReactNode;
}

const isOpen = (task: UserTask): boolean => !task.suspended && task.state === 'open';

const isCompletable = (task: UserTask): boolean => task.can_complete && isOpen(task);

/** Whether this person works on it for its owner, and gives it back with what was entered. */
const isLent = (task: UserTask, username: string): boolean =>
  task.can_resolve && task.assignee === username && isOpen(task);

/** Whether what is entered can be sent: to complete the task, or to give it back. */
export const useIsEditable = (task: UserTask): boolean => {
  const { username } = useMe();
  return isCompletable(task) || isLent(task, username);
};

interface Refusal {
  error: unknown;
  left: FieldProblem[];
}

/** Complete the task, or give it back; what is refused comes back to its fields. */
const useSending = ({ task, actions, work, isReady, drafting }: Props) => {
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const key = useRef(newKey());
  const send = async (run: (changes: Variables) => Promise<unknown>) => {
    if (busy) return;
    setRefusal(null);
    setBusy(true);
    drafting.stop();
    const error = await run(work.changes());
    setBusy(false);
    if (error === null) return;
    drafting.resume();
    // A refused body is another intention than the mended one.
    if (!isProblem(error) || !error.isUnreachable) key.current = newKey();
    setRefusal({ error, left: work.refuse(error) });
    requestAnimationFrame(() => work.focus(true));
  };
  const complete = async (way: WayOut) => {
    if (!isCompletable(task) || busy || !isReady) return;
    const isFine = work.check();
    setTried(!isFine);
    if (!isFine) {
      setRefusal(null);
      requestAnimationFrame(() => work.focus(true));
      return;
    }
    await send((changes) =>
      actions.complete({ task, changes, outcome: way.value, key: key.current }),
    );
  };
  // What is not finished may go back, too: the owner completes it.
  const giveBack = () => void send((changes) => actions.giveBackWith(task, changes));
  return { complete, giveBack, busy, tried, refusal };
};

/** Fields, what stands in their way, the facts beside them, and the bar below. */
export const TaskWork = (props: Props) => {
  const { task, actions, work, ways, drafting, rail, isShown, children } = props;
  const { t } = useTranslation('inbox');
  const { complete, giveBack, busy, tried, refusal } = useSending(props);
  const isMineToGive = isLent(task, useMe().username);
  const give = useRef(giveBack);
  useEffect(() => {
    give.current = giveBack;
  });
  useEffect(
    () => (isMineToGive ? actions.onGiveBack(task.id, () => give.current()) : undefined),
    [actions, task.id, isMineToGive],
  );
  const primary = ways.at(-1);
  useHotkeys(t('keys.group'), [
    {
      keys: ['Mod+Enter'],
      label: t('keys.complete'),
      whileTyping: true,
      // What is not in sight is not completed.
      run: () => isShown && primary && void complete(primary),
    },
  ]);
  useEffect(() => actions.onFocusForm(() => work.focus(false)), [actions, work]);
  return (
    <>
      <div className={classes.formSide} hidden={!isShown}>
        <Returned task={task} />
        <Conflict drafting={drafting} onTakeTheirs={props.onTakeTheirs} />
        <div className={classes.form}>{children}</div>
        <Notice refusal={refusal} tried={tried} />
      </div>
      {isShown && rail}
      <ActionBar
        task={task}
        actions={actions}
        busy={busy}
        ready={props.isReady}
        editable={isCompletable(task)}
        draft={<DraftNote state={drafting.state} />}
        ways={ways}
        onComplete={(way) => void complete(way)}
      />
    </>
  );
};

const Notice = ({ refusal, tried }: { refusal: Refusal | null; tried: boolean }) => {
  const { t } = useTranslation('inbox');
  if (!refusal && !tried) return null;
  const isForm = refusal && isProblem(refusal.error) && refusal.error.code === 'form_invalid';
  return (
    <div role="alert" className={classes.notice} data-state="incident">
      <IconAlertTriangle size={16} aria-hidden />
      <div>
        {refusal && !isForm ? explain(refusal.error) : t('task.mend')}
        {isForm && refusal.left.length > 0 && (
          <ul>
            {refusal.left.map(({ pointer, code, detail }) => (
              <li key={`${pointer} ${code}`}>{detail}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
};

interface ConflictProps {
  drafting: TaskDrafting;
  onTakeTheirs: (draft: TaskDraft) => void;
}

/** Another device of the same person saved something else. */
const Conflict = ({ drafting, onTakeTheirs }: ConflictProps) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  if (drafting.state?.kind !== 'conflict') return null;
  const { updated_at } = drafting.state.theirs;
  const when = updated_at ? moment(new Date(updated_at), now) : '';
  const take = () => {
    const theirs = drafting.takeTheirs();
    if (theirs) onTakeTheirs(theirs);
  };
  return (
    <div role="alert" className={classes.choice} data-state="waiting">
      <p>{t('draft.conflict', { when })}</p>
      <Button size="xs" variant="default" onClick={drafting.keepMine}>
        {t('draft.keepMine')}
      </Button>
      <Button size="xs" variant="default" onClick={take}>
        {t('draft.takeTheirs')}
      </Button>
    </div>
  );
};
