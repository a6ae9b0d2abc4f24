import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/forms.json';
import type { Typed } from './fitting';
import classes from './old-values.module.css';
import { OldValues } from './OldValues';

// It stands where the form will be drawn, before any is.
bringWords('forms', words);

/** What is kept of a draft, at a start and in a task. */
export interface OldDraftFacts {
  variables: JsonObject;
  updated_at: string | null;
}

interface OldProps {
  draft: OldDraftFacts;
  values: readonly Typed[];
  onTake: () => void;
  onDrop: () => void;
}

/** What was typed into an older form is shown in the form's place until the person has decided about it. */
export const OldDraft = ({ draft, values, onTake, onDrop }: OldProps) => {
  const { t } = useTranslation('forms');
  const now = useNow();
  const time = draft.updated_at ? moment(new Date(draft.updated_at), now) : '';
  return (
    <section className={classes.old} aria-label={t('old.title')}>
      <p>{t('old.text', { time })}</p>
      <OldValues values={values} />
      <div className={classes.ways}>
        <Button size="xs" onClick={onTake}>
          {t('old.take')}
        </Button>
        <Button size="xs" variant="default" onClick={onDrop}>
          {t('old.drop')}
        </Button>
      </div>
    </section>
  );
};

interface LeftProps {
  values: readonly Typed[];
  onDone: () => void;
}

/** What of an older form has no place in this one: named, and kept in sight until it has been seen. */
export const LeftOver = ({ values, onDone }: LeftProps) => {
  const { t } = useTranslation('forms');
  return (
    <section className={classes.old} aria-label={t('old.left')}>
      <p>{t('old.leftText')}</p>
      <OldValues values={values} />
      <div className={classes.ways}>
        <Button size="xs" variant="default" onClick={onDone}>
          {t('old.leftDone')}
        </Button>
      </div>
    </section>
  );
};
