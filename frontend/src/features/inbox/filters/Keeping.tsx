import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, useMe, type JsonObject, type SortKey, type TaskFilter } from '@/shared/api';
import { explain, toast } from '@/shared/ui';
import { errorAt } from '../dialogs/Shell';
import dialogClasses from '../dialogs/dialogs.module.css';
import { useSaveFilter } from './api';
import { COLUMNS, isTaskColumn, SORTABLE, type TaskColumn } from './columns';
import classes from './filters.module.css';
import { columnOf, variableOf, type Searchable } from './variables';

interface Kept {
  name: string;
  shared_with: string[];
  columns: string[];
  sort: SortKey[];
}

/** Name, sharing, columns and order of a filter that is kept. */
export const useKeeping = (
  saved: TaskFilter | null,
  criteria: JsonObject,
  onSaved: (filter: TaskFilter) => void,
) => {
  const { t } = useTranslation('inbox');
  const [kept, setKept] = useState<Kept>(
    saved ?? { name: '', shared_with: [], columns: [], sort: [] },
  );
  const saving = useSaveFilter();
  const save = async () => {
    const { description = '', position = 0 } = saved ?? {};
    const { name, columns, sort, shared_with } = kept;
    const body = { name: name.trim(), description, criteria, columns, sort, position, shared_with };
    try {
      const filter = await saving.mutateAsync({ body, saved });
      toast.done(t('filters.saved', { name: filter.name }));
      onSaved(filter);
    } catch (error) {
      // The refusals of the server are shown beside the fields.
      if (!isProblem(error)) throw error;
    }
  };
  return {
    kept,
    put: (change: Partial<Kept>) => setKept({ ...kept, ...change }),
    save,
    error: saving.error,
    busy: saving.isPending,
    isNamed: kept.name.trim() !== '',
  };
};

const toggle = (list: readonly string[], one: string): string[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** Columns of the task as they are offered; variables, and others set over the API, come after them. */
const inOrder = (columns: readonly string[]): string[] => [
  ...COLUMNS.filter((column) => columns.includes(column)),
  ...columns.filter((column) => !isTaskColumn(column)),
];

const SORTS = Object.entries(SORTABLE) as [TaskColumn, string][];

interface Props {
  keeping: ReturnType<typeof useKeeping>;
}

export const KeepFields = ({
  keeping,
  searchable,
}: Props & { searchable: readonly Searchable[] }) => {
  const { t } = useTranslation('inbox');
  const { groups } = useMe();
  const { kept, put, error } = keeping;
  const choices = [...new Set([...groups, ...kept.shared_with])];
  const variables = new Set([
    ...searchable.map(({ name }) => name),
    ...kept.columns.flatMap((column) => variableOf(column) ?? []),
  ]);
  return (
    <>
      <TextInput
        label={t('filters.name')}
        value={kept.name}
        maxLength={100}
        required
        error={errorAt(error, '/name')}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      {choices.length > 0 && (
        <fieldset className={classes.choices}>
          <legend>{t('filters.share')}</legend>
          {choices.map((group) => (
            <Checkbox
              key={group}
              label={group}
              checked={kept.shared_with.includes(group)}
              onChange={() => put({ shared_with: toggle(kept.shared_with, group) })}
            />
          ))}
        </fieldset>
      )}
      <fieldset className={classes.choices}>
        <legend>{t('filters.columns')}</legend>
        {COLUMNS.map((column) => (
          <Checkbox
            key={column}
            label={t(`filters.fields.${column}`)}
            checked={kept.columns.includes(column)}
            onChange={() => put({ columns: inOrder(toggle(kept.columns, column)) })}
          />
        ))}
        {[...variables].map((name) => (
          <Checkbox
            key={columnOf(name)}
            label={name}
            checked={kept.columns.includes(columnOf(name))}
            onChange={() => put({ columns: inOrder(toggle(kept.columns, columnOf(name))) })}
          />
        ))}
      </fieldset>
      <Sorting keeping={keeping} />
      <Refusal error={error} />
    </>
  );
};

const Sorting = ({ keeping: { kept, put } }: Props) => {
  const { t } = useTranslation('inbox');
  const [sort, ...rest] = kept.sort;
  return (
    <div className={classes.sorting}>
      <NativeSelect
        label={t('filters.sort')}
        value={sort?.field ?? ''}
        data={[
          { value: '', label: t('filters.usualSort') },
          ...SORTS.map(([column, value]) => ({ value, label: t(`filters.fields.${column}`) })),
        ]}
        onChange={(event) => {
          const field = event.currentTarget.value;
          put({ sort: field ? [{ field, order: sort?.order ?? 'asc' }, ...rest] : [] });
        }}
      />
      {sort && (
        <NativeSelect
          label={t('filters.order')}
          value={sort.order}
          data={(['asc', 'desc'] as const).map((value) => ({
            value,
            label: t(`filters.orders.${value}`),
          }))}
          onChange={(event) =>
            put({ sort: [{ ...sort, order: event.currentTarget.value as 'asc' }, ...rest] })
          }
        />
      )}
    </div>
  );
};

const Refusal = ({ error }: { error: unknown }) => {
  const { t } = useTranslation('inbox');
  if (!error || errorAt(error, '/name')) return null;
  const isChanged = isProblem(error) && error.code === 'task_filter_changed';
  const isUnknown =
    isProblem(error) && error.errors.some(({ code }) => code === 'variable_not_searchable');
  return (
    <p role="alert" className={dialogClasses.refusal} data-state="incident">
      {isChanged && t('filters.changed')}
      {isUnknown && t('filters.notSearchable')}
      {!isChanged && !isUnknown && explain(error)}
    </p>
  );
};
