import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fromLocalInput, toLocalInput } from '@/shared/format';
import { GroupField, PersonField } from '../dialogs/PersonField';
import {
  conditionOn,
  conditionOnVariable,
  FIELD_NAMES,
  isComplete,
  needsOf,
  operatorsOf,
  type Condition,
  type FieldName,
  type OperatorName,
} from './criteria';
import classes from './filters.module.css';
import { choicesOf, type Choice, type Searchable, type Variable } from './variables';

interface Props {
  condition: Condition;
  /** Of how many, for people who hear the page. */
  number: number;
  onlyOpen: boolean;
  searchable: readonly Searchable[];
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

const STATES = ['open', 'completed', 'cancelled'] as const;
/** Of no use among open tasks. */
const CLOSED: readonly FieldName[] = ['state', 'completed_at'];

const keyOf = ({ name, kind }: Variable): string => `${kind} ${name}`;

/** What is asked for already stays a choice, also where no model declares it any more. */
const withChosen = (choices: Choice[], chosen: Variable | undefined): Choice[] =>
  !chosen || choices.some((one) => keyOf(one) === keyOf(chosen))
    ? choices
    : [...choices, { ...chosen, isSure: !choices.some(({ name }) => name === chosen.name) }];

/** One condition: of what, how, and with what. */
export const ConditionRow = (props: Props) => {
  const { condition, number, onlyOpen, searchable, onChange, onRemove } = props;
  const { t } = useTranslation('inbox');
  const { field, variable, operator } = condition;
  const fields = FIELD_NAMES.filter(
    (name) => name === field || !onlyOpen || !CLOSED.includes(name),
  );
  const ofTasks = fields.map((value) => ({ value, label: t(`filters.fields.${value}`) }));
  const variables = withChosen(choicesOf(searchable), variable);
  return (
    <div className={classes.condition} role="group" aria-label={t('filters.condition', { number })}>
      <NativeSelect
        aria-label={t('filters.field')}
        data-autofocus={number === 1 || undefined}
        value={variable ? keyOf(variable) : field}
        data={
          variables.length === 0
            ? ofTasks
            : [
                { group: t('filters.ofTasks'), items: ofTasks },
                {
                  group: t('filters.ofCases'),
                  items: variables.map((one) => ({
                    value: keyOf(one),
                    label: one.isSure
                      ? one.name
                      : t('filters.asKind', {
                          name: one.name,
                          kind: t(`filters.kinds.${one.kind}`),
                        }),
                  })),
                },
              ]
        }
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          const found = variables.find((one) => keyOf(one) === chosen);
          if (!found) return onChange(conditionOn(chosen as FieldName));
          const { name, kind } = found;
          onChange(conditionOnVariable({ name, kind }));
        }}
      />
      {field !== 'text' && (
        <NativeSelect
          aria-label={t('filters.operator')}
          value={operator}
          data={operatorsOf(condition).map((value) => ({
            value,
            label: t(`filters.operators.${value}`),
          }))}
          onChange={(event) => {
            const next = { ...condition, operator: event.currentTarget.value as OperatorName };
            const keeps = needsOf(next) === needsOf(condition);
            onChange({ ...next, value: keeps ? condition.value : '' });
          }}
        />
      )}
      <ValueField condition={condition} onChange={(value) => onChange({ ...condition, value })} />
      <ActionIcon size={32} onClick={onRemove} aria-label={t('filters.remove', { number })}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
};

interface ValueProps {
  condition: Condition;
  onChange: (value: string) => void;
}

const ValueField = ({ condition, onChange }: ValueProps) => {
  const { t } = useTranslation('inbox');
  const { value } = condition;
  const label = t('filters.value');
  switch (needsOf(condition)) {
    case 'none':
      return <span />;
    case 'person':
      return <PersonField label="" ariaLabel={label} value={value} onChange={onChange} />;
    case 'group':
      return <GroupField label="" ariaLabel={label} value={value} onChange={onChange} />;
    case 'state':
      return (
        <NativeSelect
          aria-label={label}
          value={value}
          data={STATES.map((state) => ({ value: state, label: t(`filters.states.${state}`) }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'moment':
      return (
        <TextInput
          type="datetime-local"
          aria-label={label}
          value={value ? toLocalInput(new Date(value)) : ''}
          onChange={(event) =>
            onChange(fromLocalInput(event.currentTarget.value)?.toISOString() ?? '')
          }
        />
      );
    case 'day':
    case 'clock':
      return (
        <TextInput
          type={needsOf(condition) === 'day' ? 'date' : 'time'}
          step={1}
          aria-label={label}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'decimal':
      return (
        <TextInput
          inputMode="decimal"
          aria-label={label}
          maxLength={60}
          value={value}
          error={value !== '' && !isComplete(condition) ? t('filters.noNumber') : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default: {
      const isNumber = ['number', 'days'].includes(needsOf(condition));
      return (
        <TextInput
          type={isNumber ? 'number' : 'text'}
          min={isNumber ? 0 : undefined}
          aria-label={label}
          maxLength={200}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
  }
};
