import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../useTaskActions';
import classes from './dialogs.module.css';
import { withReason } from './People';
import { DialogShell, ReasonField } from './Shell';
import type { DialogProps } from './types';

/** What most people mean by their words for it. */
const LEVELS = { low: 25, normal: 50, high: 75 } as const;
const HIGHEST = 100;

/** How urgent a task, or several, is. */
export const Priority = ({ tasks, actions, onClose, onDone }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [first] = tasks;
  const isMany = tasks.length > 1;
  const [text, setText] = useState(isMany ? '' : String(first?.priority ?? ''));
  const [reason, setReason] = useState('');
  const value = /^\d{1,3}$/.test(text) && Number(text) <= HIGHEST ? Number(text) : null;
  const submit = (priority: number) => {
    const orders = tasks.map((task): Order => {
      const name = task.name || task.activity_id;
      return {
        task,
        path: 'priority',
        body: { priority, ...withReason(reason) },
        shown: { priority },
        undo: { priority: task.priority },
        done: t('priority.done', { name, value: priority }),
        failed: t('priority.failed', { name }),
      };
    });
    const words = (count: number) => t('priority.doneMany', { count, value: priority });
    if (isMany) void actions.carryOutEach(orders, words);
    else orders.forEach((order) => void actions.carryOut(order));
    onDone();
  };
  return (
    <DialogShell
      title={
        isMany
          ? t('priority.titleMany', { count: tasks.length })
          : t('priority.title', { name: first?.name || first?.activity_id })
      }
      confirm={t('priority.confirm')}
      disabled={value === null}
      onSubmit={() => value !== null && submit(value)}
      onClose={onClose}
    >
      <div className={classes.presets} role="group" aria-label={t('ask.presets')}>
        {Object.entries(LEVELS).map(([level, number]) => (
          <Button key={level} size="xs" variant="default" onClick={() => submit(number)}>
            {t(`priority.${level as keyof typeof LEVELS}`)}
          </Button>
        ))}
      </div>
      <TextInput
        type="number"
        min={0}
        max={HIGHEST}
        label={t('priority.label')}
        description={t('priority.hint')}
        error={text !== '' && value === null ? t('priority.wrong') : undefined}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
      <ReasonField value={reason} onChange={setReason} />
    </DialogShell>
  );
};
