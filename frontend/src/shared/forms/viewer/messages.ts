/** What the viewer's own checks say, put into our words; and what they leave to us. */
import { bringWords, i18next } from '@/shared/i18n';
import words from '@/shared/i18n/en/forms.json';
import { decimalOf, significantDigits } from '../decimal';
import type { Field } from './field';

bringWords('forms', words);

/** As many as a Decimal128 holds. */
const MOST_DIGITS = 34;

export type FaultCode =
  | 'required'
  | 'not_a_number'
  | 'too_many_digits'
  | 'too_many_decimals'
  | 'not_whole'
  | 'not_a_step'
  | 'too_small'
  | 'too_large'
  | 'too_short'
  | 'too_long'
  | 'pattern_mismatch'
  | 'not_an_email'
  | 'not_a_phone_number'
  | 'date_in_the_past'
  | 'expression_failed';

/** The sentences of the viewer; it has no hook to translate them. */
const SENTENCES: [RegExp, FaultCode][] = [
  [/^Field is required\.$/, 'required'],
  [/^Value is not a number\.$/, 'not_a_number'],
  [/^Value is expected to be an integer\.$/, 'not_whole'],
  [/^Value is expected to have at most (\d+) decimal digits?\.$/, 'too_many_decimals'],
  [/^Please select a valid value, the two nearest valid values are (.+)\.$/, 'not_a_step'],
  [/^Field must have minimum value of (.*)\.$/, 'too_small'],
  [/^Field must have maximum value of (.*)\.$/, 'too_large'],
  [/^Field must have minimum length of (.*)\.$/, 'too_short'],
  [/^Field must have maximum length of (.*)\.$/, 'too_long'],
  [/^Field must match pattern (.*)\.$/, 'pattern_mismatch'],
  [/^Field must be a valid {1,2}international phone number\./, 'not_a_phone_number'],
  [/^Field must be a valid email\.$/, 'not_an_email'],
  [/^(?:Min|Max) validation value is not a valid number\.$/, 'expression_failed'],
];

const say = (code: FaultCode, bound = ''): string =>
  i18next.t(`fault.${code}`, { ns: 'forms', bound });

/** Say one of the viewer's sentences in our words; what a form's author wrote stays as it is. */
export const translated = (sentence: string): string => {
  for (const [pattern, code] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found)
      return say(code, found[1]?.replace(' and ', ` ${i18next.t('and', { ns: 'forms' })} `));
  }
  return sentence;
};

const today = (): string => {
  const now = new Date();
  const part = (value: number, size: number) => String(value).padStart(size, '0');
  return `${part(now.getFullYear(), 4)}-${part(now.getMonth() + 1, 2)}-${part(now.getDate(), 2)}`;
};

/** What the viewer does not look at, or would fail over; null where it may go on. */
export const ownFault = (field: Field, value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null;
  if (field.type === 'number') {
    const number = decimalOf(String(value));
    if (!number) return say('not_a_number');
    if (significantDigits(number) > MOST_DIGITS) return say('too_many_digits', `${MOST_DIGITS}`);
  }
  const isDay = field.type === 'datetime' && field.subtype !== 'time' && typeof value === 'string';
  return isDay && field.disallowPassedDates && value.slice(0, 10) < today()
    ? say('date_in_the_past')
    : null;
};
