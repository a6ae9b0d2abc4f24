/** @jsxImportSource preact */
import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { useState } from 'preact/hooks';
import { partsOf, valueOf, type Parts, type TimeFormat } from '../moments';
import { classesOf, type FieldProps } from './field';

const SUBTYPES = ['date', 'time', 'datetime'];

const formatOf = (format: string | undefined): TimeFormat =>
  format === 'utc_offset' || format === 'utc_normalized' ? format : 'no_timezone';

/** Date, time, or both, by the browser's own inputs: they speak the person's language and need no mouse. */
export const DateTimeField = (props: FieldProps) => {
  const { field, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  const subtype = SUBTYPES.includes(field.subtype ?? '') ? String(field.subtype) : 'date';
  const stored = partsOf(props.value, subtype);
  // One half alone is no value yet, and must not vanish while the other is entered.
  const [half, setHalf] = useState<Parts | null>(null);
  const shown = props.value === null && half ? half : stored;
  const take = (part: Partial<Parts>) => {
    const parts = { ...shown, ...part };
    setHalf(parts);
    onChange({ value: valueOf(parts, subtype, formatOf(field.timeSerializingFormat)) });
  };
  const required = field.validate?.required === true;
  const input = (kind: 'date' | 'time', label: string | undefined, step?: number) => (
    <div class="fjs-datetime-part">
      <Label htmlFor={`${domId}-${kind}`} label={label ?? field.label} required={required} />
      <div
        class={`fjs-input-group ${disabled ? 'fjs-disabled' : ''} ${readonly ? 'fjs-readonly' : ''}`}
      >
        <input
          class="fjs-input"
          type={kind}
          id={`${domId}-${kind}`}
          value={shown[kind]}
          step={step}
          disabled={disabled}
          readOnly={readonly}
          required={required}
          aria-invalid={errors.length > 0}
          aria-describedby={`${domId}-description ${domId}-error-message`}
          onFocus={onFocus}
          onBlur={onBlur}
          onInput={(event) => take({ [kind]: event.currentTarget.value })}
        />
      </div>
    </div>
  );
  return (
    <div class={classesOf('datetime', props)}>
      <div class="fjs-datetime-parts">
        {subtype !== 'time' && input('date', field.dateLabel)}
        {subtype !== 'date' && input('time', field.timeLabel)}
      </div>
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
};

DateTimeField.config = {
  type: 'datetime',
  keyed: true,
  name: 'Date time',
  group: 'basic-input',
  emptyValue: null,
  sanitizeValue: ({ value }: { value: unknown }) => (typeof value === 'string' ? value : null),
  create: (options: object = {}) => ({ subtype: 'date', dateLabel: 'Date', ...options }),
};
