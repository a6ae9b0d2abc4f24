/** Functions on truth values, numbers, texts and contexts. */
import { DaysTime, YearsMonths } from '../days';
import { Decimal, type Rounding } from '../number';
import { both, either, memberOf, textOf, type Context, type Feel } from '../values';
import { signature, type Signature } from './declaring';

const LONGEST_TEXT = 1_000_000;
const LEAST_SCALE = -6111;
const MOST_SCALE = 6176;
const NUMBER = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?$/;
/** The white space of the server's own language. */
const BLANKS =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const ENDS = new RegExp(`^${BLANKS}|${BLANKS}$`, 'g');

const numberIn = (text: string): Decimal | null => (NUMBER.test(text) ? Decimal.read(text) : null);

const separated = (text: string, grouping: Feel, point: Feel): Decimal | null => {
  if (grouping !== null && (![' ', ',', '.'].includes(grouping as string) || grouping === point))
    return null;
  if (point !== null && point !== ',' && point !== '.') return null;
  const plain = grouping === null ? text : text.replaceAll(grouping as string, '');
  if (point !== ',') return numberIn(plain);
  return plain.includes('.') ? null : numberIn(plain.replaceAll(',', '.'));
};

const rounding = (mode: Rounding, needsScale: boolean): Signature[] => [
  signature(needsScale ? 'n: number, scale: number' : 'n: number, scale: number?', ([n, scale]) => {
    const places = (scale as Decimal | undefined) ?? Decimal.of(0);
    const isOutside =
      places.compare(Decimal.of(LEAST_SCALE)) < 0 || places.compare(Decimal.of(MOST_SCALE)) > 0;
    return isOutside ? null : (n as Decimal).toPlaces(places.toInteger(), mode);
  }),
];

const ofTexts = (second: string, work: (text: string, other: string) => Feel): Signature[] => [
  signature(`string: string, ${second}: string`, ([text, other]) =>
    work(text as string, other as string),
  ),
];

const ofNumber = (work: (number: Decimal) => Feel, name = 'n'): Signature[] => [
  signature(`${name}: number`, ([number]) => work(number as Decimal)),
];

const isOdd = (number: Decimal): boolean | null =>
  number.isWhole ? number.toBigInt() % 2n !== 0n : null;

const cut = (text: string, start: Decimal, length: Decimal | undefined): string | null => {
  const signs = [...text];
  const place = start.toInteger();
  if (Math.abs(place) > LONGEST_TEXT || place === 0) return null;
  if (length && length.compare(Decimal.of(1)) < 0) return null;
  if (place < 0 && signs.length + place < 0) return '';
  const first = place > 0 ? place - 1 : signs.length + place;
  return signs.slice(first, length ? first + length.toInteger() : undefined).join('');
};

const absolute = (value: Feel): Feel => {
  if (value instanceof Decimal) return value.abs();
  if (!(value instanceof DaysTime) && !(value instanceof YearsMonths)) return null;
  const length = value.length < 0n ? -value.length : value.length;
  return value instanceof DaysTime ? new DaysTime(length) : new YearsMonths(length);
};

const everyTrue = signature('list: *any', ([items]) =>
  (items as Feel[]).reduce<Feel>((found, item) => both(found, item), true),
);
const someTrue = signature('list: *any', ([items]) =>
  (items as Feel[]).reduce<Feel>((found, item) => either(found, item), false),
);

const atKeys = (context: Context, keys: Feel[]): Feel =>
  keys.reduce<Feel>((found, key) => {
    const isPlace = typeof key === 'string' && found !== null && typeof found === 'object';
    return isPlace && !Array.isArray(found) ? memberOf(found as Context, key) : null;
  }, context);

export const PLAIN: Readonly<Record<string, readonly Signature[]>> = {
  not: [signature('negand: any', ([value]) => (typeof value === 'boolean' ? !value : null))],
  all: [everyTrue],
  any: [someTrue],

  string: [signature('from: any', ([value = null]) => (value === null ? null : textOf(value)))],
  number: [
    signature('from: string', ([text]) => numberIn(text as string)),
    signature(
      'from: string, grouping separator: string or null, decimal separator: string or null',
      ([text, grouping = null, point = null]) => separated(text as string, grouping, point),
    ),
  ],

  decimal: rounding('even', true),
  floor: rounding('floor', false),
  ceiling: rounding('ceiling', false),
  'round up': rounding('up', true),
  'round down': rounding('down', true),
  'round half up': rounding('halfUp', true),
  'round half down': rounding('halfDown', true),
  abs: [signature('n: number or duration', ([value = null]) => absolute(value))],
  modulo: [
    signature('dividend: number, divisor: number', ([dividend, divisor]) =>
      (dividend as Decimal).modulo(divisor as Decimal),
    ),
  ],
  odd: ofNumber(isOdd, 'number'),
  even: ofNumber((number) => {
    const odd = isOdd(number);
    return odd === null ? null : !odd;
  }, 'number'),

  substring: [
    signature('string: string, start position: number, length: number?', ([text, start, length]) =>
      cut(text as string, start as Decimal, length as Decimal | undefined),
    ),
  ],
  'string length': [
    signature('string: string', ([text]) => Decimal.of([...(text as string)].length)),
  ],
  'upper case': [signature('string: string', ([text]) => (text as string).toUpperCase())],
  'lower case': [signature('string: string', ([text]) => (text as string).toLowerCase())],
  trim: [signature('string: string', ([text]) => (text as string).replace(ENDS, ''))],
  contains: ofTexts('match', (text, match) => text.includes(match)),
  'starts with': ofTexts('match', (text, match) => text.startsWith(match)),
  'ends with': ofTexts('match', (text, match) => text.endsWith(match)),
  'substring before': ofTexts('match', (text, match) => {
    const at = match === '' ? -1 : text.indexOf(match);
    return at < 0 ? '' : text.slice(0, at);
  }),
  'substring after': ofTexts('match', (text, match) => {
    const at = text.indexOf(match);
    return at < 0 ? '' : text.slice(at + match.length);
  }),

  'get value': [
    signature('m: context, key: string', ([context, key]) =>
      memberOf(context as Context, key as string),
    ),
    signature('m: context, keys: list', ([context, keys]) => {
      const path = keys as Feel[];
      return path.length === 0 ? null : atKeys(context as Context, path);
    }),
  ],
};
