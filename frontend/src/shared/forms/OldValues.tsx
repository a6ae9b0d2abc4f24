import { useTranslation } from 'react-i18next';
import { stringifyJson, type Json } from '@/shared/api';
import { filesIn } from '@/shared/files/limits';
import { bringWords } from '@/shared/i18n';
import words from '@/shared/i18n/en/forms.json';
import type { Typed } from './fitting';
import classes from './old-values.module.css';

// It may be shown before any form is drawn.
bringWords('forms', words);

const shown = (value: Json): string => {
  const files = filesIn(value);
  if (files.length > 0) return files.map(({ name }) => name).join(', ');
  return typeof value === 'string' ? value : stringifyJson(value);
};

interface Props {
  values: readonly Typed[];
}

/** What was typed into an older form, value by value, with why one has no place in the present form. */
export const OldValues = ({ values }: Props) => {
  const { t } = useTranslation('forms');
  return (
    <dl className={classes.values}>
      {values.map((one) => (
        <div key={one.key}>
          <dt>{one.label}</dt>
          <dd className={classes.value}>{shown(one.value)}</dd>
          {one.misfit && <dd className={classes.misfit}>{t(`misfit.${one.misfit}`)}</dd>}
        </div>
      ))}
    </dl>
  );
};
