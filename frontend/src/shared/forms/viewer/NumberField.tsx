/** @jsxImportSource preact */
import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { useState } from 'preact/hooks';
import { decimalOf } from '../decimal';
import { editNumber, readNumber, showNumber } from '../numbers';
import { heldNumber } from '../values';
import { Adorned } from './Adorned';
import { classesOf, useService, type FieldProps } from './field';

const MOST_PARTS = 3;

const held = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : '';

/**
 * A number that keeps every digit: shown in groups, edited as it is typed.
 *
 * What cannot be read as a number stays as it was typed, so that nothing is lost before it is mended.
 */
export const NumberField = (props: FieldProps) => {
  const { field, domId, errors = [], disabled, readonly, onBlur, onFocus, onChange } = props;
  const long = useService('longNumbers');
  const { locale } = useService('speech');
  const text = held(props.value);
  const [typed, setTyped] = useState<string | null>(null);
  // A few digits are a unit with its parts, such as cents; many are only room.
  const digits = (field.decimalDigits ?? 0) <= MOST_PARTS ? (field.decimalDigits ?? 0) : 0;
  const take = (entered: string) => {
    setTyped(entered);
    const read = readNumber(entered, locale);
    const value = read === null ? entered.trim() : heldNumber(read, long);
    onChange({ value: value === '' ? null : value });
  };
  const described = [`${domId}-description`, `${domId}-error-message`].join(' ');
  return (
    <div class={classesOf('number', props)}>
      <Label htmlFor={domId} label={field.label} required={field.validate?.required === true} />
      <Adorned field={field} disabled={disabled} readonly={readonly}>
        <input
          class="fjs-input"
          type="text"
          inputMode="decimal"
          autoComplete="off"
          id={domId}
          value={typed ?? showNumber(text, locale, digits)}
          disabled={disabled}
          readOnly={readonly}
          required={field.validate?.required === true}
          aria-invalid={errors.length > 0}
          aria-describedby={described}
          onFocus={(event) => {
            if (!readonly) {
              const plain = typed ?? editNumber(text, locale);
              // At once, not with the next drawing: what is typed next must replace it all.
              event.currentTarget.value = plain;
              event.currentTarget.select();
              setTyped(plain);
            }
            onFocus();
          }}
          onBlur={() => {
            setTyped(null);
            onBlur();
          }}
          onInput={(event) => take(event.currentTarget.value)}
        />
      </Adorned>
      <Description id={`${domId}-description`} description={field.description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
};

NumberField.config = {
  type: 'number',
  keyed: true,
  name: 'Number',
  group: 'basic-input',
  emptyValue: null,
  sanitizeValue: ({ value }: { value: unknown }) =>
    typeof value === 'number' || (typeof value === 'string' && decimalOf(value)) ? value : null,
  create: (options: object = {}) => ({ label: 'Number', ...options }),
};
