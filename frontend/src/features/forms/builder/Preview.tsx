import { Button, Input, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isJsonObject, parseJson, stringifyJson, type JsonObject } from '@/shared/api';
import { FormView, outcomesOf, type FormHandle, type FormSchema } from '@/shared/forms';
import { fetchWords, i18next, language, LANGUAGES, LOCALES, type Language } from '@/shared/i18n';
import { explain } from '@/shared/ui';
import { evaluateForm } from '../api';
import classes from './builder.module.css';
import { PreviewData } from './PreviewData';
import { RoleSelect, useRole } from './RoleSelect';
import { DEVICES, type Device, type Trial } from './trial';

const objectOf = (text: string): JsonObject | null => {
  try {
    const value = parseJson(text.trim() === '' ? '{}' : text);
    return isJsonObject(value) ? value : null;
  } catch {
    // Half-typed JSON: the field says so.
    return null;
  }
};

interface Props {
  schema: FormSchema;
  trial: Trial;
}

/** The form as people will see it, with data of one's own, and what the server would say to an entry. */
const Preview = ({ schema, trial }: Props) => {
  const { t } = useTranslation('builder');
  const { text, setText, shown, show, device, setDevice, tongue, setTongue } = trial;
  const { changes, setChanges } = trial;
  const handle = useRef<FormHandle>(null);
  const data = objectOf(text);
  const asked = stringifyJson({ changes, tongue });
  const verdict = useMutation({
    mutationFn: (_asked: string) => evaluateForm(schema, shown.data, changes, tongue),
    onSuccess: ({ errors }) => {
      handle.current?.check();
      handle.current?.showRefusals(errors);
    },
  });
  const formKey = String(schema.id ?? '');
  const role = useRole(formKey);
  const complete = i18next.t('own.complete', { ns: 'forms', lng: tongue });
  const outcomes = outcomesOf(schema).map(({ label, value }) => label ?? value ?? complete);
  const ways = outcomes.length > 0 ? [...new Set(outcomes)] : [complete];
  return (
    <div className={classes.preview}>
      <div className={classes.controls}>
        <RoleSelect role={role} />
        <Input.Wrapper className={classes.screen} label={t('preview.device')} labelElement="div">
          <SegmentedControl
            aria-label={t('preview.device')}
            value={device}
            onChange={(value) => setDevice(value as Device)}
            data={DEVICES.map((value) => ({ value, label: t(`preview.${value}`) }))}
          />
        </Input.Wrapper>
        <NativeSelect
          label={t('preview.language')}
          value={tongue}
          onChange={(event) => {
            const next = event.currentTarget.value as Language;
            void fetchWords(next).then(() => setTongue(next));
          }}
          data={LANGUAGES.map((value) => ({
            value,
            label: new Intl.DisplayNames(language, { type: 'language' }).of(value) ?? value,
          }))}
        />
        <PreviewData
          formKey={formKey}
          onTake={(variables) => {
            setText(stringifyJson(variables, 2));
            show(variables);
          }}
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
        <Button variant="default" disabled={data === null} onClick={() => data && show(data)}>
          {t('preview.show')}
        </Button>
      </div>
      <div className={classes.stage}>
        <div className={classes.device} data-device={device} lang={tongue}>
          <FormView
            key={`${shown.count} ${tongue} ${stringifyJson(schema)}`}
            ref={handle}
            schema={schema}
            variables={shown.data}
            draft={changes}
            readOnly={role.reads}
            locale={LOCALES[tongue]}
            label={t('tab.preview')}
            onChange={(state) => setChanges(state.changes)}
          />
          {!role.reads && (
            <div className={classes.ways} role="group" aria-label={t('preview.ways')}>
              {ways.map((label, index) => (
                <Button
                  key={label}
                  variant={index === ways.length - 1 ? 'filled' : 'default'}
                  onClick={() => !handle.current?.check() && handle.current?.focus(true)}
                >
                  {label}
                </Button>
              ))}
            </div>
          )}
        </div>
      </div>
      <div className={classes.sent}>
        <h2>{t('preview.sent')}</h2>
        <pre className={classes.code}>{stringifyJson(changes, 2)}</pre>
        <Button variant="default" loading={verdict.isPending} onClick={() => verdict.mutate(asked)}>
          {t('preview.ask')}
        </Button>
        {verdict.error && <p role="alert">{explain(verdict.error)}</p>}
        {verdict.data && verdict.variables === asked && (
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

export default Preview;
