import { Autocomplete, NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchOthers } from '../api';
import classes from './builder.module.css';
import { namedFor, peopleIn, type Person } from './people';
import { useModels } from './useFindings';

const useOthers = (text: string, enabled: boolean) =>
  useQuery({
    queryKey: ['forms', 'others', text],
    queryFn: ({ signal }) => fetchOthers(text, signal),
    enabled,
    placeholderData: keepPreviousData,
  }).data ?? [];

/** By whose eyes a form is looked at: one whom a model names, anybody else, or one who only reads. */
export const useRole = (formKey: string) => {
  const models = useModels(formKey);
  const people = useMemo(
    () => (models ?? []).flatMap((model) => peopleIn(model, formKey)),
    [models, formKey],
  );
  const [role, setRole] = useState('works');
  const [name, setName] = useState('');
  const [text] = useDebouncedValue(name, 150);
  const others = useOthers(text, role === 'other');
  const other = others.find((one) => one.name === name);
  const named = role === 'other' ? other && namedFor(people, other) : byId(people, role);
  const reads = role === 'reads' || (role === 'other' && !named);
  return { people, role, setRole, name, setName, others, other, named, reads };
};

const byId = (people: readonly Person[], role: string) => people.find(({ id }) => id === role);

/** What each of them may do. */
export const RoleSelect = ({ role: chosen }: { role: ReturnType<typeof useRole> }) => {
  const { people, role, setRole, name, setName, others } = chosen;
  const { t } = useTranslation('builder');
  const namesOf = (isGroup: boolean) =>
    others.filter((one) => (one.groups === null) === isGroup).map((one) => one.name);
  return (
    <>
      <NativeSelect
        label={t('preview.role')}
        description={sentenceOf(chosen, t)}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
        data={[
          { value: 'works', label: t('preview.works') },
          ...people.map(({ id, who, task, process }) => ({
            value: id,
            label: `${who} · ${task ?? process}`,
          })),
          { value: 'other', label: t('preview.other') },
          { value: 'reads', label: t('preview.reads') },
        ]}
      />
      {role === 'other' && (
        <Autocomplete
          label={t('preview.name')}
          value={name}
          onChange={setName}
          data={[
            { group: t('preview.groups'), items: namesOf(true) },
            { group: t('preview.people'), items: namesOf(false) },
          ].filter(({ items }) => items.length > 0)}
          filter={({ options }) => options}
          withScrollArea={false}
          classNames={{ options: classes.options }}
          autoComplete="off"
        />
      )}
    </>
  );
};

const sentenceOf = (
  { people, role, name, other, named }: ReturnType<typeof useRole>,
  t: TFunction<'builder'>,
): string => {
  if (named) {
    const { task, process } = named;
    const who = other?.name ?? named.who;
    return task === null
      ? t('preview.mayStart', { who, process })
      : t('preview.mayClaim', { who, task, process });
  }
  if (role === 'reads') return t('preview.readsHint');
  if (role === 'other') return other ? t('preview.unnamed', { who: name }) : t('preview.otherHint');
  return people.length > 0 ? t('preview.worksHint') : t('preview.nobody');
};
