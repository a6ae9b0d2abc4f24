import '../words';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { isJsonObject, parseJson, type Json } from '@/shared/api';
import { allComponents, FormView, isFormSchema, type FormComponent } from '@/shared/forms';
import { VersionedPage } from '@/shared/library/VersionedPage';
import { KINDS } from '../kinds';
import classes from './shown.module.css';

const NOTHING = {};

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** What a component is called; text stands for itself. */
const nameOf = (part: FormComponent): string =>
  ['label', 'dateLabel', 'timeLabel', 'text', 'key', 'id']
    .map((name) => textOf(part[name]))
    .find(Boolean) ?? part.type;

const hiddenIf = ({ conditional }: FormComponent): string =>
  isJsonObject(conditional) ? textOf(conditional.hide) : '';

/** What kind of component it is, as the palette says. */
const Kind = ({ of: type }: { of: string }) => {
  const { t } = useTranslation('builder');
  const kind = KINDS[type];
  return kind ? t(`editor.${kind}`) : type;
};

/** Every component of the form, hidden ones as well. */
const Parts = ({ parts, element }: { parts: FormComponent[]; element: string | null }) => {
  const { t } = useTranslation('builder');
  const list = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (element)
      list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [element]);
  const hasConditions = parts.some((part) => hiddenIf(part) !== '');
  return (
    <table className={classes.parts}>
      <caption>{t('shown.parts')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('shown.part')}</th>
          <th scope="col">{t('shown.key')}</th>
          <th scope="col">{t('shown.type')}</th>
          {hasConditions && <th scope="col">{t('shown.hiddenIf')}</th>}
        </tr>
      </thead>
      <tbody ref={list}>
        {parts.map((part, index) => (
          <tr
            key={`${textOf(part.id)} ${index.toString()}`}
            aria-current={(element !== null && part.id === element) || undefined}
          >
            <th scope="row">{nameOf(part)}</th>
            <td data-label={t('shown.key')}>
              <code>{textOf(part.key)}</code>
            </td>
            <td>
              <Kind of={part.type} />
            </td>
            {hasConditions && <td>{hiddenIf(part) && <code>{hiddenIf(part)}</code>}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const ShownForm = ({ content, element }: { content: string; element: string | null }) => {
  const { t } = useTranslation('builder');
  const schema = useMemo(() => parseJson(content), [content]);
  if (!isFormSchema(schema)) return <p role="alert">{t('broken')}</p>;
  return (
    <div className={classes.shown}>
      <div className={classes.form}>
        <FormView schema={schema} variables={NOTHING} readOnly label={t('shown.form')} />
      </div>
      <Parts parts={allComponents(schema)} element={element} />
    </div>
  );
};

/** The page of one form: its deployed versions, to read. */
export const Component = () => {
  const { key = '' } = useParams();
  return (
    <VersionedPage key={key} kind="form" itemKey={key}>
      {({ content, element }) => <ShownForm content={content} element={element} />}
    </VersionedPage>
  );
};
