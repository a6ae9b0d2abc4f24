import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { fromLocalInput, moment, timeZone, toLocalInput, useNow } from '@/shared/format';
import type { Order } from '../useTaskActions';
import classes from './dialogs.module.css';
import { useLeft } from './Left';
import { withReason } from './People';
import { duePresets, laterPresets } from './presets';
import { DialogShell, ReasonField } from './Shell';
import type { DialogProps } from './types';

const WHICH = {
  due: { member: 'due_at', path: 'due-at', presets: duePresets },
  followUp: { member: 'follow_up_at', path: 'follow-up-at', presets: laterPresets },
} as const;

type Which = keyof typeof WHICH;

/** When a task, or several, is due or is to come back. */
export const Times = ({ tasks, which, ...props }: DialogProps & { which: Which }) => {
  const { t } = useTranslation('inbox');
  const { actions, onClose, onDone } = props;
  const { member, path, presets } = WHICH[which];
  const now = useNow();
  const [first] = tasks;
  const isMany = tasks.length > 1;
  const before = isMany ? null : (first?.[member] ?? null);
  const [text, setText] = useState(() => (before ? toLocalInput(new Date(before)) : ''));
  const [reason, setReason] = useState('');
  const left = useLeft(tasks, actions);
  const chosen = fromLocalInput(text);

  const order = (task: UserTask, at: Date | null): Order => {
    const name = task.name || task.activity_id;
    const value = at?.toISOString() ?? null;
    return {
      task,
      path,
      body: { [member]: value, ...withReason(reason) },
      shown: { [member]: value },
      undo: { [member]: task[member] },
      done: at ? t(`${which}.done`, { name, time: moment(at, now) }) : t(`${which}.none`, { name }),
      failed: t(`${which}.failed`, { name }),
    };
  };
  const many = async (at: Date | null) => {
    const time = at ? moment(at, now) : '';
    const words = (count: number) =>
      at ? t(`${which}.doneMany`, { count, time }) : t(`${which}.noneMany`, { count });
    if (path === 'due-at') {
      const body = { due_at: at?.toISOString() ?? null, ...withReason(reason) };
      if (await left.run(path, body, words)) onDone();
      return;
    }
    onDone();
    await actions.carryOutEach(
      tasks.map((task) => order(task, at)),
      words,
    );
  };
  const submit = (at: Date | null) => {
    if (isMany) return void many(at);
    void actions.carryOut(order(first!, at));
    onDone();
  };
  return (
    <DialogShell
      title={
        isMany
          ? t(`${which}.titleMany`, { count: tasks.length })
          : t(`${which}.title`, { name: first?.name || first?.activity_id })
      }
      confirm={t(`${which}.confirm`)}
      error={left.error}
      busy={left.busy}
      disabled={!chosen || left.isDone}
      onSubmit={() => submit(chosen)}
      onClose={left.isDone ? onDone : onClose}
    >
      <p>{t(`${which}.text`)}</p>
      <div className={classes.presets} role="group" aria-label={t('ask.presets')}>
        {presets(now).map(([preset, at], index) => (
          <Button
            key={preset}
            size="xs"
            variant="default"
            data-autofocus={index === 0 || undefined}
            onClick={() => submit(at)}
          >
            {t(`preset.${preset}`)}
          </Button>
        ))}
        {(before || isMany) && (
          <Button size="xs" variant="default" onClick={() => submit(null)}>
            {t(`${which}.clear`)}
          </Button>
        )}
      </div>
      <TextInput
        type="datetime-local"
        label={t('ask.time')}
        description={t('ask.timeHint', { zone: timeZone() })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <ReasonField value={reason} onChange={setReason} />
      {left.list}
    </DialogShell>
  );
};
