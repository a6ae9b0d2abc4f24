import { ActionIcon, Button } from '@mantine/core';
import { IconEye, IconEyeOff, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, useMe, type UserTask } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { explain, toast } from '@/shared/ui';
import { PersonField } from './dialogs/PersonField';
import classes from './inbox.module.css';
import { isHeldBy } from './offers';
import { useWatch, useWatchers } from './talk';

/** Who watches the task, and one button for oneself. */
export const Watching = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const { username } = useMe();
  const watchers = useWatchers(task.id);
  const watch = useWatch();
  const names = watchers.data ?? [];
  const watches = names.includes(username);
  const letWatch = (name: string, doesWatch: boolean) =>
    watch.mutate(
      { task, username: name, watches: doesWatch },
      { onError: (error) => toast.failed(t('watching.failed'), error) },
    );
  const turn = () => letWatch(username, !watches);
  const mayLetOthers = task.can_assign || isHeldBy(task, username);
  useHotkeys(t('keys.group'), [{ keys: ['w'], label: t('keys.watch'), run: turn }]);
  const Icon = watches ? IconEyeOff : IconEye;
  return (
    <section>
      <h3>{t('watching.title')}</h3>
      {names.length === 0 && <p>{t('watching.nobody')}</p>}
      {names.length > 0 && (
        <ul className={classes.watchers}>
          {names.map((name) => (
            <li key={name} className="k-chip">
              {name === username ? common('you') : name}
              {mayLetOthers && name !== username && (
                <ActionIcon
                  size={24}
                  aria-label={t('watching.remove', { name })}
                  onClick={() => letWatch(name, false)}
                >
                  <IconX size={12} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {watchers.isSuccess && (
        <Button
          size="xs"
          variant="default"
          mt={8}
          leftSection={<Icon size={14} aria-hidden />}
          loading={watch.isPending}
          onClick={turn}
          aria-keyshortcuts="w"
        >
          {t(watches ? 'watching.stop' : 'watching.start')}
        </Button>
      )}
      {watchers.isSuccess && mayLetOthers && <Add task={task} watchers={names} />}
    </section>
  );
};

/** Somebody else is to hear of the task; the server says who cannot even read it. */
const Add = ({ task, watchers }: { task: UserTask; watchers: readonly string[] }) => {
  const { t } = useTranslation('inbox');
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const watch = useWatch();
  const { error } = watch;
  if (!isOpen) {
    return (
      <Button size="xs" variant="subtle" mt={8} onClick={() => setOpen(true)}>
        {t('watching.add')}
      </Button>
    );
  }
  const add = () =>
    watch.mutate(
      { task, username: name.trim(), watches: true },
      {
        onSuccess: () => {
          setName('');
          setOpen(false);
        },
      },
    );
  return (
    <form
      className={classes.watcherForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !watch.isPending) add();
      }}
    >
      <PersonField
        label={t('watching.person')}
        value={name}
        onChange={(text) => {
          watch.reset();
          setName(text);
        }}
        taskId={task.id}
        without={watchers}
        error={error ? (isProblem(error) && error.errors[0]?.detail) || explain(error) : undefined}
        autoFocus
      />
      <Button size="xs" type="submit" loading={watch.isPending} disabled={!name.trim()}>
        {t('watching.confirm')}
      </Button>
    </form>
  );
};
