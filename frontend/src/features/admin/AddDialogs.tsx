import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type Group } from '@/shared/api';
import { Dialog, explain, toast } from '@/shared/ui';
import { useAddGroup, useAddUser, type NewGroup, type NewUser } from './api';
import classes from './admin.module.css';

/** What the server said about one field. */
const errorOf = (error: unknown, field: string): string | undefined =>
  isProblem(error) ? error.errors.find((one) => one.pointer === `/${field}`)?.detail : undefined;

interface ShellProps {
  title: string;
  error: unknown;
  fields: readonly string[];
  busy: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

const AddShell = ({ title, error, fields, busy, onSubmit, onClose, children }: ShellProps) => {
  const { t } = useTranslation('admin');
  const atField = fields.some((field) => errorOf(error, field));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog onClose={onClose} title={title} size={520}>
      <form className="k-dialog" onSubmit={submit}>
        {children}
        {!!error && !atField && (
          <p role="alert" className={classes.refusal}>
            {explain(error)}
          </p>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('add')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

const NOBODY: NewUser = {
  username: '',
  password: '',
  first_name: '',
  last_name: '',
  email: '',
  groups: [],
};
const TEXTS = ['username', 'first_name', 'last_name', 'email'] as const;

export const AddUser = ({ groups, onClose }: { groups: readonly Group[]; onClose: () => void }) => {
  const { t } = useTranslation('admin');
  const [user, setUser] = useState(NOBODY);
  const add = useAddUser();
  const labels = {
    username: t('username'),
    first_name: t('firstName'),
    last_name: t('lastName'),
    email: t('email'),
  };
  const submit = () =>
    add.mutate(user, {
      onSuccess: (added) => {
        toast.done(t('added', { name: added.username }));
        onClose();
      },
    });
  const toggle = (name: string) =>
    setUser((now) => ({
      ...now,
      groups: now.groups.includes(name)
        ? now.groups.filter((other) => other !== name)
        : [...now.groups, name],
    }));
  return (
    <AddShell
      title={t('addUser')}
      error={add.error}
      fields={[...TEXTS, 'password', 'groups']}
      busy={add.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={classes.two}>
        {TEXTS.map((field) => (
          <TextInput
            key={field}
            label={labels[field]}
            type={field === 'email' ? 'email' : 'text'}
            autoComplete="off"
            required={field === 'username'}
            data-autofocus={field === 'username' || undefined}
            withAsterisk={false}
            value={user[field]}
            error={errorOf(add.error, field)}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setUser((now) => ({ ...now, [field]: value }));
            }}
          />
        ))}
        <PasswordInput
          label={t('password')}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={user.password}
          error={errorOf(add.error, 'password')}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setUser((now) => ({ ...now, password: value }));
          }}
        />
      </div>
      <fieldset className={classes.groups}>
        <legend>{t('inGroups')}</legend>
        {groups.map((group) => (
          <Checkbox
            key={group.name}
            label={group.display_name || group.name}
            checked={user.groups.includes(group.name)}
            onChange={() => toggle(group.name)}
          />
        ))}
      </fieldset>
    </AddShell>
  );
};

export const AddGroup = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('admin');
  const [group, setGroup] = useState<NewGroup>({ name: '', display_name: '' });
  const add = useAddGroup();
  const labels = { name: t('groupName'), display_name: t('groupTitle') };
  const submit = () =>
    add.mutate(group, {
      onSuccess: (added) => {
        toast.done(t('added', { name: added.display_name || added.name }));
        onClose();
      },
    });
  return (
    <AddShell
      title={t('addGroup')}
      error={add.error}
      fields={['name', 'display_name']}
      busy={add.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {(['name', 'display_name'] as const).map((field) => (
        <TextInput
          key={field}
          label={labels[field]}
          required={field === 'name'}
          data-autofocus={field === 'name' || undefined}
          withAsterisk={false}
          value={group[field]}
          error={errorOf(add.error, field)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setGroup((now) => ({ ...now, [field]: value }));
          }}
        />
      ))}
    </AddShell>
  );
};
