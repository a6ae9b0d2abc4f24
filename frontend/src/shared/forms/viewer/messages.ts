/** What the viewer's own checks say, put into our words; and what they leave to us. */
import { filesIn, isAccepted, sizeText } from '@/shared/files/limits';
import { decimalOf, significantDigits } from '../decimal';
import { localDate } from '../moments';
import type { Field } from './field';
import { sizeTongue, word } from './speech';

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
  | 'expression_failed'
  | 'file_not_accepted'
  | 'file_too_large'
  | 'too_many_files'
  | 'upload_running';

type FileWord =
  | 'files_of'
  | 'size_up_to'
  | 'files_up_to'
  | 'no_file'
  | 'choose_file'
  | 'choose_files'
  | 'remove_file'
  | 'show_file'
  | 'uploading'
  | 'cancel_upload'
  | 'upload_failed';

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

const fault = (code: FaultCode, bound = ''): string => word(`fault.${code}`, { bound });

/** Words of the field that takes files. */
export const say = (name: FileWord, what = ''): string => word(`file.${name}`, { what });

/** The kinds of files that a field takes, as people write a list. */
export const kindsIn = (accept: string): string =>
  accept
    .split(',')
    .map((kind) => kind.trim())
    .filter(Boolean)
    .join(', ');

/** Why a file cannot be taken by a field; null where it can. */
export const fileFault = (
  { accept, validate }: Field,
  file: { name: string; type: string; size: number },
  most: number | null,
): string | null => {
  if (!isAccepted(file, accept ?? '')) return fault('file_not_accepted', kindsIn(accept ?? ''));
  const bytes = Math.min(validate?.maxSize ?? Infinity, most ?? Infinity);
  return file.size > bytes ? fault('file_too_large', sizeText(bytes, sizeTongue())) : null;
};

/** Say one of the viewer's sentences in our words; what a form's author wrote stays as it is. */
export const translated = (sentence: string): string => {
  for (const [pattern, code] of SENTENCES) {
    const found = pattern.exec(sentence);
    if (found) return fault(code, found[1]?.replace(' and ', ` ${word('and')} `));
  }
  return sentence;
};

/** What the viewer does not look at, or would fail over; null where it may go on. */
export const ownFault = (field: Field, value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null;
  if (field.type === 'number') {
    const number = decimalOf(String(value));
    if (!number) return fault('not_a_number');
    if (significantDigits(number) > MOST_DIGITS) return fault('too_many_digits', `${MOST_DIGITS}`);
  }
  const isDay = field.type === 'datetime' && field.subtype !== 'time' && typeof value === 'string';
  return isDay && field.disallowPassedDates && value.slice(0, 10) < localDate(new Date())
    ? fault('date_in_the_past')
    : null;
};

/** What stands against the files of a field: one on its way, too many, or one that the field does not take. */
export const filesFault = (field: Field, value: unknown, uploads: number): string | null => {
  if (uploads > 0) return fault('upload_running');
  const files = filesIn(value);
  const most = field.validate?.maxFiles;
  if (most && files.length > most) return fault('too_many_files', String(most));
  for (const { name, media_type, size } of files) {
    const found = fileFault(field, { name, type: media_type, size: Number(size) }, null);
    if (found) return files.length > 1 ? `${name}: ${found}` : found;
  }
  return null;
};
