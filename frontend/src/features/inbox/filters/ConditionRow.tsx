import { ActionIcon, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { fromLocalInput, toLocalInput } from '@/shared/format';
import { GroupField, PersonField } from '../dialogs/PersonField';
import {
  conditionOn,
  FIELD_NAMES,
  needsOf,
  operatorsOf,
  type Condition,
  type FieldName,
  type OperatorName,
} from './criteria';
import classes from './filters.module.css';

interface Props {
  condition: Condition;
  /** Of how many, for people who hear the page. */
  number: number;
  onlyOpen: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

const STATES = ['open', 'completed', 'cancelled'] as const;
/** Of no use among open tasks. */
const CLOSED: readonly FieldName[] = ['state', 'completed_at'];

/** One condition: of what, how, and with what. */
export const ConditionRow = ({ condition, number, onlyOpen, onChange, onRemove }: Props) => {
  const { t } = useTranslation('inbox');
  const { field, operator } = condition;
  const fields = FIELD_NAMES.filter(
    (name) => name === field || !onlyOpen || !CLOSED.includes(name),
  );
  return (
    <div className={classes.condition} role="group" aria-label={t('filters.condition', { number })}>
      <NativeSelect
        aria-label={t('filters.field')}
        data-autofocus={number === 1 || undefined}
        value={field}
        data={fields.map((value) => ({ value, label: t(`filters.fields.${value}`) }))}
        onChange={(event) => onChange(conditionOn(event.currentTarget.value as FieldName))}
      />
      {field !== 'text' && (
        <NativeSelect
          aria-label={t('filters.operator')}
          value={operator}
          data={operatorsOf(field).map((value) => ({
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
