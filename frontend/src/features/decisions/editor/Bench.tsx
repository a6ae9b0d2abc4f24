import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, stringifyJson } from '@/shared/api';
import { explain } from '@/shared/ui';
import { tryDecision, type Trial } from '../api';
import { readInputs } from './bench';
import classes from './editor.module.css';
import type { DecisionFacts, Input } from './model';

interface Props {
  decisions: readonly DecisionFacts[];
  /** The decision that the editor shows; another id where it shows none. */
  shown: string | null;
  /** The decision to ask where none is shown. */
  main: string | null;
  /** The file as it stands in the editor. */
  read: () => string;
  /** Hear which rules fitted. */
  onHits: (rules: readonly string[]) => void;
}

/** Ask a decision of the file as it stands: inputs, result, rules that fitted. */
export const Bench = ({ decisions, shown, main, read, onHits }: Props) => {
  const { t } = useTranslation('decisions');
  const [picked, setPicked] = useState<{ id: string; while: string | null } | null>(null);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [asked, setAsked] = useState(false);
  // A choice holds until the editor shows another decision.
  const wanted = picked && picked.while === shown ? picked.id : shown;
  const decision =
    decisions.find(({ id }) => id === wanted) ?? decisions.find(({ id }) => id === main);
  const inputs = decision?.inputs ?? [];
  const { variables, types, errors } = readInputs(inputs, typed);
  const trial = useMutation({
    mutationFn: (id: string) =>
      tryDecision({ content: read(), decision_id: id, variables, variable_types: types }),
    onSuccess: ({ decisions: told }) =>
      onHits(told.flatMap(({ rules }) => rules.map(({ id }) => id))),
    onError: () => onHits([]),
  });
  const enter = (name: string, text: string) => {
    setTyped({ ...typed, [name]: text });
    trial.reset();
    onHits([]);
  };
  if (!decision) return null;
  return (
    <section className={classes.bench} aria-label={t('bench.title')}>
      <h2>{t('bench.title')}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (errors.size === 0) trial.mutate(decision.id);
        }}
      >
        {decisions.length > 1 && (
          <NativeSelect
            label={t('bench.decision')}
            value={decision.id}
            onChange={(event) => {
              setPicked({ id: event.currentTarget.value, while: shown });
              trial.reset();
              onHits([]);
            }}
            data={decisions.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {inputs.length === 0 && <p>{t('bench.noInputs')}</p>}
        {inputs.map((input) => {
          const error = asked ? errors.get(input.name) : undefined;
          return (
            <Field
              key={input.name}
              input={input}
              text={typed[input.name] ?? ''}
              error={error && t(`bench.wrong.${error}`)}
              onEnter={(text) => enter(input.name, text)}
            />
          );
        })}
        <p className={classes.quiet}>{t('bench.hint')}</p>
        <Button type="submit" loading={trial.isPending}>
          {t('bench.go')}
        </Button>
      </form>
      {trial.data && <Answer trial={trial.data} />}
      {trial.error && (
        <div role="alert" className={classes.refused}>
          <p>{explain(trial.error)}</p>
          {isProblem(trial.error) && (
            <ul>
              {trial.error.errors.map(({ code, detail, remedy, element_id }) => (
                <li key={`${code} ${element_id ?? ''} ${detail}`}>
                  {detail} {remedy}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
};

interface FieldProps {
  input: Input;
  text: string;
  error: string | undefined;
  onEnter: (text: string) => void;
}

const Field = ({ input: { name, kind, choices }, text, error, onEnter }: FieldProps) => {
  const { t } = useTranslation('decisions');
  const offered = kind === 'boolean' ? ['true', 'false'] : choices;
  if (offered) {
    const label = (value: string) =>
      kind === 'boolean' ? t(value === 'true' ? 'bench.yes' : 'bench.no') : value;
    return (
      <NativeSelect
        label={name}
        value={text}
        onChange={(event) => onEnter(event.currentTarget.value)}
        data={[
          { value: '', label: t('bench.nothing') },
          ...offered.map((value) => ({ value, label: label(value) })),
        ]}
      />
    );
  }
  return (
    <TextInput
      label={name}
      description={t(`bench.kind.${kind ?? 'any'}`)}
      error={error}
      value={text}
      autoComplete="off"
      onChange={(event) => onEnter(event.currentTarget.value)}
    />
  );
};

/** What was decided, and by which rules. */
const Answer = ({ trial: { result, decisions } }: { trial: Trial }) => {
  const { t } = useTranslation('decisions');
  return (
    <div role="status" className={classes.answer}>
      <h3>{t('bench.result')}</h3>
      <pre>{stringifyJson(result, 2)}</pre>
      <ul>
        {decisions.map(({ decision_id: id, name, rules, result: own }) => (
          <li key={id}>
            <b>{name}</b>{' '}
            {rules.length > 0
              ? t('bench.rules', {
                  count: rules.length,
                  numbers: rules.map(({ number }) => String(number)).join(', '),
                })
              : t('bench.value', { value: stringifyJson(own) })}
          </li>
        ))}
      </ul>
    </div>
  );
};
