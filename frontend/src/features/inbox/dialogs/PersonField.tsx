import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type Person } from '@/shared/api';
import { PersonMark } from '@/shared/ui';
import { useCandidates, useGroups, usePeople } from '../commands';
import classes from './dialogs.module.css';

const fullName = ({ first_name, last_name }: Person): string => `${first_name} ${last_name}`.trim();

interface Props {
  label: string;
  /** Where the place says to the eye what the field is. */
  ariaLabel?: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  /** Those who may take this task are named first. */
  taskId?: string;
  /** Names that are not offered. */
  without?: readonly string[];
  autoFocus?: boolean;
}

/** A person by user name; part of any name finds one. */
export const PersonField = ({
  value,
  taskId,
  without = [],
  autoFocus,
  ariaLabel,
  ...props
}: Props) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  const [text] = useDebouncedValue(value, 150);
  const candidates = useCandidates(taskId, text).data ?? [];
  const people = usePeople(text).data ?? [];
  const isOffered = ({ username }: Person) => !without.includes(username);
  const first = candidates.filter(isOffered);
  const firstNames = new Set(first.map(({ username }) => username));
  const others = people.filter((one) => isOffered(one) && !firstNames.has(one.username));
  const names = new Map([...first, ...others].map((one) => [one.username, fullName(one)]));
  const groups = [
    { group: t('ask.mayTakeIt'), items: [...firstNames] },
    {
      group: first.length > 0 ? t('ask.others') : t('ask.people'),
      items: others.map(({ username }) => username),
    },
  ].filter(({ items }) => items.length > 0);
  return (
    <Autocomplete
      {...props}
      aria-label={ariaLabel}
      value={value}
      data={groups}
      filter={({ options }) => options}
      withScrollArea={false}
      classNames={{ options: classes.options }}
      autoComplete="off"
      data-autofocus={autoFocus || undefined}
      renderOption={({ option }) => (
        <span className={classes.person}>
          <PersonMark name={option.value} />
          <span>{option.value}</span>
          <small>{option.value === me.username ? common('you') : names.get(option.value)}</small>
        </span>
      )}
    />
  );
};

/** A group by its name. */
export const GroupField = ({
  value,
  without = [],
  ariaLabel,
  ...props
}: Omit<Props, 'taskId' | 'autoFocus'>) => {
  const [text] = useDebouncedValue(value, 150);
  const found = useGroups(text).data ?? [];
  return (
    <Autocomplete
      {...props}
      aria-label={ariaLabel}
      value={value}
      data={found.map(({ name }) => name).filter((name) => !without.includes(name))}
      filter={({ options }) => options}
      withScrollArea={false}
      classNames={{ options: classes.options }}
      autoComplete="off"
    />
  );
};
