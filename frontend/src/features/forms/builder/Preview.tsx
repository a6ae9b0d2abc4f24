import { Button, Input, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isJsonObject, parseJson, stringifyJson, type JsonObject } from '@/shared/api';
import { FormView, outcomesOf, type FormHandle, type FormSchema } from '@/shared/forms';
import { language, locale as own } from '@/shared/i18n';
import { explain } from '@/shared/ui';
import { evaluateForm } from '../api';
import classes from './builder.module.css';

const DEVICES = ['wide', 'narrow'] as const;
type Device = (typeof DEVICES)[number];
const ROLES = ['works', 'reads'] as const;
type Role = (typeof ROLES)[number];
/** Languages whose way of writing numbers can be tried. */
const LOCALES = ['en-GB', 'de-DE', 'fr-FR'] as const;

const objectOf = (text: string): JsonObject | null => {
  try {
    const value = parseJson(text.trim() === '' ? '{}' : text);
    return isJsonObject(value) ? value : null;
  } catch {
    // Half-typed JSON: the field says so.
    return null;
  }
};

/** The form as people will see it, with data of one's own, and what the server would say to an entry. */
export const Preview = ({ schema }: { schema: FormSchema }) => {
  const { t } = useTranslation('builder');
  const [text, setText] = useState('{}');
  const [shown, setShown] = useState<{ data: JsonObject; count: number }>({ data: {}, count: 0 });
  const [device, setDevice] = useState<Device>('wide');
  const [role, setRole] = useState<Role>('works');
  const [locale, setLocale] = useState<string>(own);
  const [changes, setChanges] = useState<JsonObject>({});
  const handle = useRef<FormHandle>(null);
  const data = objectOf(text);
  const verdict = useMutation({
    mutationFn: () => evaluateForm(schema, shown.data, changes),
    onSuccess: ({ errors }) => {
      handle.current?.check();
      handle.current?.showRefusals(errors);
    },
  });
  const outcomes = outcomesOf(schema);
  return (
    <div className={classes.preview}>
      <div className={classes.controls}>
        <Input.Wrapper label={t('preview.role')} labelElement="div">
          <SegmentedControl
            aria-label={t('preview.role')}
            value={role}
            onChange={(value) => setRole(value as Role)}
            data={ROLES.map((value) => ({ value, label: t(`preview.${value}`) }))}
          />
        </Input.Wrapper>
        <Input.Wrapper label={t('preview.device')} labelElement="div">
          <SegmentedControl
            aria-label={t('preview.device')}
            value={device}
            onChange={(value) => setDevice(value as Device)}
            data={DEVICES.map((value) => ({ value, label: t(`preview.${value}`) }))}
          />
        </Input.Wrapper>
        <NativeSelect
          label={t('preview.language')}
          value={locale}
          onChange={(event) => setLocale(event.currentTarget.value)}
          data={LOCALES.map((value) => ({
            value,
            label: new Intl.DisplayNames(language, { type: 'language' }).of(value) ?? value,
          }))}
        />
        <Textarea
          label={t('preview.data')}
          description={t('preview.dataHint')}
          error={data === null && t('preview.noJson')}
          value={text}
          autosize
          minRows={4}
          maxRows={16}
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={data === null}
          onClick={() => data && setShown({ data, count: shown.count + 1 })}
        >
          {t('preview.show')}
        </Button>
      </div>
      <div className={classes.stage}>
        <div className={classes.device} data-device={device}>
          <FormView
            key={`${shown.count} ${locale} ${stringifyJson(schema)}`}
            ref={handle}
            schema={schema}
            variables={shown.data}
            readOnly={role === 'reads'}
            locale={locale}
            label={t('tab.preview')}
            onChange={(state) => setChanges(state.changes)}
          />
          {outcomes.length > 0 && (
            <p className={classes.ways}>
              {t('preview.ways')}{' '}
              {outcomes.map(({ label, value }) => label ?? value ?? '').join(' · ')}
            </p>
          )}
        </div>
      </div>
      <div className={classes.sent}>
        <h2>{t('preview.sent')}</h2>
        <pre className={classes.code}>{stringifyJson(changes, 2)}</pre>
        <Button variant="default" loading={verdict.isPending} onClick={() => verdict.mutate()}>
          {t('preview.ask')}
        </Button>
        {verdict.error && <p role="alert">{explain(verdict.error)}</p>}
        {verdict.data && (
          <div role="status">
            <p>
              {verdict.data.valid
                ? t('preview.valid')
                : t('preview.invalid', { count: verdict.data.errors.length })}
            </p>
            <ul>
              {verdict.data.errors.map(({ pointer, code, detail }) => (
                <li key={`${pointer} ${code}`}>{detail}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
};
