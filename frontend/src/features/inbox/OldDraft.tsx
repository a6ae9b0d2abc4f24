import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isJsonObject, stringifyJson, type Json, type JsonObject } from '@/shared/api';
import { allComponents, type FormSchema } from '@/shared/forms';
import { moment, useNow } from '@/shared/format';
import type { TaskDraft } from './api';
import classes from './inbox.module.css';

interface Props {
  draft: TaskDraft;
  schema: FormSchema;
  onTake: (values: JsonObject) => void;
  onDone: () => void;
  onDrop: () => void;
}

interface Entry {
  name: string;
  label: string;
  value: Json;
  /** The form has no such field any more. */
  isGone: boolean;
}

const shown = (value: Json): string => (typeof value === 'string' ? value : stringifyJson(value));

/** The values of a draft by the fields of the present form that they would fill. */
const entriesOf = (values: JsonObject, schema: FormSchema): Entry[] => {
  const fields = allComponents(schema);
  return Object.entries(values).map(([name, value]) => {
    const isOf = (path: Json | undefined) =>
      typeof path === 'string' && path.split('.')[0] === name;
    const own = fields.filter(({ key, path }) => isOf(key) || isOf(path));
    const [field] = own;
    const label = own.length === 1 && typeof field?.label === 'string' ? field.label : name;
    return { name, label, value, isGone: own.length === 0 };
  });
};

/** What was typed into an older version of the form, offered field by field. */
export const OldDraft = ({ draft, schema, onTake, onDone, onDrop }: Props) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const [left, setLeft] = useState(() => entriesOf(draft.variables, schema));
  const take = (entry: Entry) => {
    onTake({ [entry.name]: entry.value });
    const others = left.filter((other) => other !== entry);
    setLeft(others);
    if (others.every((other) => other.isGone)) onDone();
  };
  const when = draft.updated_at ? moment(new Date(draft.updated_at), now) : '';
  return (
    <section className={classes.oldDraft} data-state="waiting" aria-label={t('draft.old')}>
      <p>{t('draft.oldText', { when, version: draft.form_version ?? '?' })}</p>
      <dl>
        {left.map((entry) => (
          <div key={entry.name}>
            <dt>{entry.label}</dt>
            <dd className={isJsonObject(entry.value) ? 'k-mono' : undefined}>
              {shown(entry.value)}
            </dd>
            <dd>
              {entry.isGone ? (
                t('draft.gone')
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => take(entry)}
                  aria-label={t('draft.useNamed', { name: entry.label })}
                >
                  {t('draft.use')}
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Button size="xs" variant="subtle" color="gray" onClick={onDrop}>
        {t('draft.drop')}
      </Button>
    </section>
  );
};
