/**
 * Between exact JSON and the viewer, which knows only doubles: a number that a double cannot hold travels as the text
 * of its digits, and only what differs from what the server holds goes back.
 */
import { ExactNumber, exactNumber, isJsonObject, isNumber, type Json } from '@/shared/api';
import { decimalOf, sameNumber } from './decimal';

/** Digits of numbers that the viewer holds as text. */
export type LongNumbers = Set<string>;

/** A number as the viewer holds it. */
export const heldNumber = (text: string, long: LongNumbers): number | string => {
  const double = Number(text);
  if (Number.isFinite(double) && sameNumber(String(double), text)) return double;
  long.add(text);
  return text;
};

/** Make exact JSON fit for the viewer. */
export const intoViewer = (value: Json, long: LongNumbers): Json => {
  if (value instanceof ExactNumber) return heldNumber(value.text, long);
  if (Array.isArray(value)) return value.map((item) => intoViewer(item, long));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, intoViewer(item, long)]),
  );
};

/** Take a number field's value out of the viewer; text that is no number stays text, for the server to refuse. */
export const outOfNumberField = (value: Json): Json =>
  typeof value === 'string' && decimalOf(value) !== null ? exactNumber(value) : value;

const isNothing = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);

/** Tell whether two values are one and the same to a person; an empty field is no value. */
export const sameValue = (a: Json | undefined, b: Json | undefined): boolean => {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (isNumber(a) && isNumber(b)) return sameNumber(String(a), String(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isJsonObject(a) && isJsonObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].every((name) => sameValue(a[name], b[name]));
  }
  return a === b;
};

export type Path = (string | number)[];

/** Follow a path; undefined where it leads nowhere. */
export const valueAt = (value: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((found, step) => {
    if (Array.isArray(found)) return typeof step === 'number' ? found[step] : undefined;
    return isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }, value);

/** The JSON Pointer of a path. */
export const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
