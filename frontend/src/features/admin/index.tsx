import './words';
import { Button, Tabs, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type Group, type User } from '@/shared/api';
import { number } from '@/shared/format';
import {
  Confirm,
  Empty,
  Failure,
  PageHead,
  PersonMark,
  SkeletonRows,
  StateBadge,
  tell,
  useTitle,
} from '@/shared/ui';
import { AddGroup, AddUser } from './AddDialogs';
import classes from './admin.module.css';
import { useActivate, useDeactivate, useGroups, useUsers } from './api';

/** People and groups, for those who administer them. */
export const Component = () => {
  const { t } = useTranslation('admin');
  useTitle(t('title'));
  const [adding, setAdding] = useState<'user' | 'group' | null>(null);
  const groups = useGroups();
  const close = () => setAdding(null);
  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <Button variant="default" onClick={() => setAdding('group')}>
              {t('addGroup')}
            </Button>
            <Button onClick={() => setAdding('user')}>{t('addUser')}</Button>
          </>
        }
      />
      <Tabs defaultValue="users">
        <Tabs.List className={classes.tabs} aria-label={t('title')}>
          <Tabs.Tab value="users">{t('users')}</Tabs.Tab>
          <Tabs.Tab value="groups">{t('groups')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users">
          <Users />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          {groups.isPending && <SkeletonRows rows={4} height={40} />}
          {groups.error && (
            <Failure
              title={t('failed')}
              error={groups.error}
              onRetry={() => void groups.refetch()}
            />
          )}
          {groups.data && <Groups groups={groups.data.items} />}
        </Tabs.Panel>
      </Tabs>
      {adding === 'user' && <AddUser groups={groups.data?.items ?? []} onClose={close} />}
      {adding === 'group' && <AddGroup onClose={close} />}
    </>
  );
};

const Users = () => {
  const { t } = useTranslation('admin');
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text, 250);
  const users = useUsers(settled);
  return (
    <>
      <div className={classes.search}>
        <TextInput
          leftSection={<IconSearch size={14} />}
          placeholder={t('search')}
          aria-label={t('search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      {users.isPending && <SkeletonRows rows={5} height={40} />}
      {users.error && (
        <Failure title={t('failed')} error={users.error} onRetry={() => void users.refetch()} />
      )}
      {users.data?.items.length === 0 && <Empty title={t('none')} />}
      {users.data && users.data.items.length > 0 && (
        <div className={classes.scroll}>
          <table className="k-table">
            <thead>
              <tr>
                <th scope="col">{t('columns.person')}</th>
                <th scope="col" className={classes.wide}>
                  {t('columns.groups')}
                </th>
                <th scope="col">{t('columns.state')}</th>
                <th scope="col">
                  <span className="k-hidden">{t('columns.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {users.data.items.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
};

const UserRow = ({ user }: { user: User }) => {
  const { t } = useTranslation('admin');
  const full = [user.first_name, user.last_name].filter(Boolean).join(' ');
  const groups = [...user.groups, ...(user.is_admin ? [t('admin')] : [])].join(', ');
  return (
    <tr>
      <td>
        <span className={classes.person}>
          <PersonMark name={user.username} />
          <span className="k-strong">{user.username}</span>
          <span>{full}</span>
        </span>
        <span className={classes.narrow}>{groups}</span>
      </td>
      <td className={classes.wide}>{groups}</td>
      <td>
        <StateBadge look="inline" state={user.is_active ? 'completed' : 'cancelled'}>
          {t(user.is_active ? 'active' : 'inactive')}
        </StateBadge>
      </td>
      <td className="k-right">
        <Activation user={user} />
      </td>
    </tr>
  );
};

const Activation = ({ user }: { user: User }) => {
  const { t } = useTranslation('admin');
  const me = useMe();
  const [asks, setAsks] = useState(false);
  const deactivate = useDeactivate();
  const activate = useActivate();
  const name = user.username;
  // Nobody locks himself out by a slip.
  if (user.username === me.username) return null;
  if (!user.is_active) {
    return (
      <Button
        size="xs"
        variant="default"
        loading={activate.isPending}
        onClick={() =>
          void tell(activate.mutateAsync(user), {
            done: t('activated', { name }),
            failed: t('notChanged', { name }),
          })
        }
      >
        {t('activate')}
      </Button>
    );
  }
  const confirm = async () => {
    await tell(deactivate.mutateAsync(user), {
      done: t('deactivated', { name }),
      failed: t('notChanged', { name }),
    });
    setAsks(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsks(true)}>
        {t('deactivate')}
      </Button>
      <Confirm
        opened={asks}
        title={t('deactivateTitle', { name })}
        confirm={t('deactivateConfirm')}
        keep={t('keep')}
        busy={deactivate.isPending}
        onConfirm={() => void confirm()}
        onClose={() => setAsks(false)}
      >
        <p>{t('deactivateText', { name })}</p>
      </Confirm>
    </>
  );
};

const Groups = ({ groups }: { groups: readonly Group[] }) => {
  const { t } = useTranslation('admin');
  return (
    <table className="k-table">
      <thead>
        <tr>
          <th scope="col">{t('columns.name')}</th>
          <th scope="col">{t('columns.key')}</th>
          <th scope="col" className="k-right">
            {t('columns.members')}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.name}>
            <td className="k-strong">{group.display_name || group.name}</td>
            <td className="k-mono">{group.name}</td>
            <td className="k-right k-num">{number(group.members)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
