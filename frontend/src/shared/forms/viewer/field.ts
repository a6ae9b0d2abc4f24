/** What the viewer hands to a component that draws one field. */
import { FormContext } from '@bpmn-io/form-js-viewer';
import { useContext } from 'preact/hooks';
import type { LongNumbers } from '../values';

export interface Field {
  id: string;
  type: string;
  label?: string;
  description?: string;
  appearance?: { prefixAdorner?: string; suffixAdorner?: string };
  validate?: { required?: boolean; maxSize?: number; maxFiles?: number };
  accept?: string;
  multiple?: boolean;
  decimalDigits?: number;
  subtype?: string;
  dateLabel?: string;
  timeLabel?: string;
  disallowPassedDates?: boolean;
  timeInterval?: number;
  timeSerializingFormat?: string;
}

export interface FieldProps {
  field: Field;
  domId: string;
  value: unknown;
  errors?: string[];
  disabled: boolean;
  readonly: boolean;
  onChange: (update: { value: unknown }) => void;
  onBlur: () => void;
  onFocus: () => void;
}

interface Services {
  /** The digits of numbers that this form holds as text. */
  longNumbers: LongNumbers;
  speech: { locale: string };
  /** How many uploads run, by the id of their field. */
  uploads: Map<string, number>;
}

/** One of the services that we added to the viewer. */
export const useService = <Name extends keyof Services>(name: Name): Services[Name] => {
  const { getService } = useContext(FormContext) as unknown as {
    getService: (name: Name) => Services[Name];
  };
  return getService(name);
};

export const classesOf = (type: string, { errors, disabled, readonly }: FieldProps): string =>
  [
    'fjs-form-field',
    `fjs-form-field-${type}`,
    errors?.length ? 'fjs-has-errors' : '',
    disabled ? 'fjs-disabled' : '',
    readonly ? 'fjs-readonly' : '',
  ]
    .filter(Boolean)
    .join(' ');
