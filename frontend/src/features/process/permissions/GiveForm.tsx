import { Autocomplete, Button, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explain } from '@/shared/ui';
import { PERMISSIONS, useChangeGrant, useReceivers, type Receiver } from './api';
import classes from './permissions.module.css';

/** One line that gives a group or a person a permission on a process. */
export const GiveForm = ({ processKey }: { processKey: string }) => {
  const { t } = useTranslation('process');
  const [kind, setKind] = useState<Receiver>('group');
  const [name, setName] = useState('');
  const [permission, setPermission] = useState<string>(PERMISSIONS[0]);
  const [text] = useDebouncedValue(name, 150);
  const receivers = useReceivers(kind, text).data ?? [];
  const change = useChangeGrant(processKey);
  const give = () => {
    const receiver = name.trim();
    const grant = {
      permission,
      group: kind === 'group' ? receiver : null,
      user: kind === 'user' ? receiver : null,
    };
    change.mutate({ grant, isGiven: true }, { onSuccess: () => setName('') });
  };
  return (
    <form
      className={classes.give}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) give();
      }}
    >
      <NativeSelect
        label={t('permissions.to')}
        value={kind}
        onChange={(event) => {
          setKind(event.currentTarget.value as Receiver);
          setName('');
          change.reset();
        }}
        data={[
          { value: 'group', label: t('permissions.group') },
          { value: 'user', label: t('permissions.person') },
        ]}
      />
      <Autocomplete
        className={classes.name}
        label={t(kind === 'group' ? 'permissions.groupName' : 'permissions.personName')}
        value={name}
        onChange={(value) => {
          setName(value);
          change.reset();
        }}
        data={receivers}
        filter={({ options }) => options}
        withScrollArea={false}
        classNames={{ options: classes.options }}
        autoComplete="off"
        required
        withAsterisk={false}
        error={change.isError && explain(change.error)}
      />
      <NativeSelect
        label={t('permissions.may')}
        value={permission}
        onChange={(event) => setPermission(event.currentTarget.value)}
        data={PERMISSIONS.map((value) => ({ value, label: t(`permissions.what.${value}`) }))}
      />
      <Button type="submit" loading={change.isPending}>
        {t('permissions.give')}
      </Button>
    </form>
  );
};
