import { ActionIcon, Button, Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { explain, GroupMark, PersonMark } from '@/shared/ui';
import { useTask } from '../api';
import classes from './dialogs.module.css';
import { withReason } from './People';
import { GroupField, PersonField } from './PersonField';
import { ReasonField } from './Shell';
import type { DialogProps } from './types';

type Kind = 'users' | 'groups';

/** Who may take a task: each name is added or taken out by itself. */
export const Candidates = ({ tasks, actions, onClose }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [shown] = tasks;
  const task = useTask(shown!.id).data ?? shown!;
  const [typed, setTyped] = useState<Record<Kind, string>>({ users: '', groups: '' });
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<{ kind: Kind; error: unknown } | null>(null);
  const title = task.name || task.activity_id;
  const names = { users: task.candidate_users, groups: task.candidate_groups };

  const change = async (verb: 'add' | 'remove', kind: Kind, name: string) => {
    const back = verb === 'add' ? 'taken' : 'added';
    const error = await actions.carryOut({
      task,
      path: `candidates/${verb}`,
      body: { [kind]: [name], ...withReason(reason) },
      done: t(`candidates.${verb === 'add' ? 'added' : 'taken'}`, { person: name, name: title }),
      failed: t(`candidates.not_${back}`, { person: name }),
    });
    setRefusal(error === null ? null : { kind, error });
    if (error === null) setTyped((before) => ({ ...before, [kind]: '' }));
  };
  const add = (kind: Kind) => (event: FormEvent) => {
    event.preventDefault();
    const name = typed[kind].trim();
    if (name) void change('add', kind, name);
  };
  const wordsOf = ({ error }: { error: unknown }) =>
    (isProblem(error) && error.errors[0]?.detail) || explain(error);
  const errorOf = (kind: Kind) => (refusal?.kind === kind ? wordsOf(refusal) : undefined);
  const isEmpty = names.users.length + names.groups.length === 0;

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('candidates.title', { name: title })}
      size={480}
      centered
    >
      <div className="k-dialog">
        {isEmpty && <p>{t('candidates.nobody')}</p>}
        <ul className={classes.names} aria-label={t('rail.candidates')}>
          {(['groups', 'users'] as const).flatMap((kind) =>
            names[kind].map((name) => (
              <li key={`${kind} ${name}`}>
                {kind === 'users' ? <PersonMark name={name} /> : <GroupMark name={name} />}
                <span aria-hidden={kind === 'groups' || undefined}>{name}</span>
                <small>{t(`candidates.${kind}`)}</small>
                {task.can_assign && (
                  <ActionIcon
                    size={28}
                    aria-label={t('candidates.take', { name })}
                    onClick={() => void change('remove', kind, name)}
                  >
                    <IconX size={14} />
                  </ActionIcon>
                )}
              </li>
            )),
          )}
        </ul>
        {(['users', 'groups'] as const).map((kind) => {
          const Field = kind === 'users' ? PersonField : GroupField;
          return (
            <form key={kind} className={classes.adding} onSubmit={add(kind)}>
              <Field
                label={t(kind === 'users' ? 'ask.person' : 'ask.group')}
                value={typed[kind]}
                onChange={(value) => setTyped((before) => ({ ...before, [kind]: value }))}
                without={names[kind]}
                error={errorOf(kind)}
              />
              <Button type="submit" variant="default" disabled={!typed[kind].trim()}>
                {t(kind === 'users' ? 'candidates.addUser' : 'candidates.addGroup')}
              </Button>
            </form>
          );
        })}
        <ReasonField value={reason} onChange={setReason} />
        <div className="k-dialog-actions">
          <Button onClick={onClose}>{t('ask.ready')}</Button>
        </div>
      </div>
    </Modal>
  );
};
