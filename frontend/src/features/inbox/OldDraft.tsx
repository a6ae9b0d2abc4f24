import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '@/shared/api';
import { fitDraft, OldValues, type FormSchema, type Typed } from '@/shared/forms';
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

/** What was typed into an older version of the form, offered field by field. */
export const OldDraft = ({ draft, schema, onTake, onDone, onDrop }: Props) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const [left, setLeft] = useState(() => fitDraft(draft.variables, schema, draft.labels));
  const take = (one: Typed) => {
    onTake(one.nested);
    const others = left.filter((other) => other !== one);
    setLeft(others);
    if (others.length === 0) onDone();
  };
  const when = draft.updated_at ? moment(new Date(draft.updated_at), now) : '';
  return (
    <section className={classes.oldDraft} data-state="waiting" aria-label={t('draft.old')}>
      <p>{t('draft.oldText', { when, version: draft.form_version ?? '?' })}</p>
      <OldValues
        values={left}
        action={(one) => (
          <Button
            size="xs"
            variant="default"
            onClick={() => take(one)}
            aria-label={t('draft.useNamed', { name: one.label })}
          >
            {t('draft.use')}
          </Button>
        )}
      />
      <Button size="xs" variant="subtle" color="gray" onClick={onDrop}>
        {t('draft.drop')}
      </Button>
    </section>
  );
};
