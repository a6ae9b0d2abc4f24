/** What a variable is to a person who edits it, and how its text is read. */
import {
  exactNumber,
  isNumber,
  isNumberText,
  parseJson,
  stringifyJson,
  type Json,
} from '@/shared/api';

export const KINDS = [
  'string',
  'number',
  'boolean',
  'date',
  'time',
  'date_time',
  'duration',
  'years_months_duration',
  'bytes',
  'file',
  'json',
  'null',
] as const;
export type Kind = (typeof KINDS)[number];

/** Kinds that a person may choose; files and bytes are only shown. */
export const CHOSEN_KINDS: readonly Kind[] = [
  'string',
  'number',
  'boolean',
  'date',
  'time',
  'date_time',
  'duration',
  'years_months_duration',
  'json',
  'null',
];

/** Kinds whose JSON form alone does not tell them, so that `variable_types` must. */
export const NAMED_KINDS: ReadonlySet<string> = new Set([
  'date',
  'time',
  'date_time',
  'duration',
  'years_months_duration',
  'bytes',
  'file',
]);

const isKind = (name: string): name is Kind => (KINDS as readonly string[]).includes(name);

export const kindOf = (value: Json, declared?: string): Kind => {
  if (declared && NAMED_KINDS.has(declared) && isKind(declared)) return declared;
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return isNumber(value) ? 'number' : 'json';
};

export const textOf = (value: Json, kind: Kind): string => {
  if (kind === 'null') return '';
  if (kind === 'json' || kind === 'file') return stringifyJson(value, 2);
  return String(value);
};

export type ReadError =
  | 'number'
  | 'date'
  | 'dateExists'
  | 'time'
  | 'date_time'
  | 'duration'
  | 'years_months_duration'
  | 'json';
export type Read = { ok: true; value: Json } | { ok: false; error: ReadError; reason?: string };

const good = (value: Json): Read => ({ ok: true, value });
const bad = (error: ReadError, reason?: string): Read => ({ ok: false, error, reason });

const readNumber = (text: string): Read => {
  const plain = text.trim().replace(/^(-?)\./, '$10.');
  return isNumberText(plain) ? good(exactNumber(plain)) : bad('number');
};

const DATE = /^([+-]?\d{4,9})-(\d{2})-(\d{2})$/;

/** Days of a month in the calendar that ISO 8601 uses for every year. */
const daysIn = (year: number, month: number): number => {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
};

const readDate = (text: string): Read => {
  const found = DATE.exec(text.trim());
  if (!found) return bad('date');
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  return day >= 1 && day <= daysIn(year, month) ? good(text.trim()) : bad('dateExists');
};

const PATTERNS: Partial<Record<Kind, RegExp>> = {
  time: /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}(:\d{2})?|@[\w/+-]+)?$/,
  date_time:
    /^[+-]?\d{4,9}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}(:\d{2})?|@[\w/+-]+)?$/,
  duration: /^-?P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  years_months_duration: /^-?P(?=\d)(\d+Y)?(\d+M)?$/,
};

const readJson = (text: string): Read => {
  try {
    return good(parseJson(text));
  } catch (error) {
    return bad('json', error instanceof Error ? error.message : String(error));
  }
};

/** Read what a person typed. */
export const readText = (text: string, kind: Kind): Read => {
  if (kind === 'null') return good(null);
  if (kind === 'boolean') return good(text === 'true');
  if (kind === 'number') return readNumber(text);
  if (kind === 'date') return readDate(text);
  if (kind === 'json' || kind === 'file') return readJson(text);
  const pattern = PATTERNS[kind];
  if (!pattern) return good(text);
  return pattern.test(text.trim()) ? good(text.trim()) : bad(kind as ReadError);
};

/** Text to begin with when a person changes the kind: what was typed where it fits, else nothing. */
export const textForKind = (text: string, kind: Kind): string => {
  if (kind === 'boolean') return text === 'true' ? 'true' : 'false';
  if (kind === 'null') return '';
  if (kind === 'string') return text;
  if (kind === 'json') return readJson(text).ok ? text : stringifyJson(text);
  return readText(text, kind).ok ? text : '';
};
