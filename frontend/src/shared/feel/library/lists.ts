/** Functions on lists. */
import { add, ARITHMETIC } from '../arithmetic';
import { DaysTime, YearsMonths } from '../days';
import { Decimal } from '../number';
import { equal, less, type Answer, type Feel } from '../values';
import { signature, type Signature } from './declaring';

const holds = (items: Feel[], element: Feel): boolean =>
  items.some((item) => equal(item, element) === true);

/** The place of a position from 1, or from -1 at the end; null if outside. */
const placeOf = (position: Decimal, length: number): number | null => {
  const at = position.toInteger();
  if (!position.isWhole || at === 0 || Math.abs(at) > length) return null;
  return at > 0 ? at - 1 : length + at;
};

const joined = (lists: Feel[]): Feel[] => lists.flatMap((part) => part);
const distinct = (items: Feel[]): Feel[] => {
  const kept: Feel[] = [];
  for (const item of items) if (!holds(kept, item)) kept.push(item);
  return kept;
};

const flat = (items: Feel[]): Feel[] =>
  items.flatMap((item) => (Array.isArray(item) ? flat(item) : [item]));

const extreme = (items: Feel[], isBetter: (one: Feel, other: Feel) => Answer): Feel => {
  let [best = null] = items;
  if (items.length === 0 || isBetter(best, best) === null) return null;
  for (const item of items.slice(1)) {
    const answer = isBetter(item, best);
    if (answer === null) return null;
    if (answer) best = item;
  }
  return best;
};

const total = (items: Feel[]): Feel => {
  const [first = null, ...rest] = items;
  const canBegin =
    first instanceof Decimal || first instanceof DaysTime || first instanceof YearsMonths;
  return canBegin ? rest.reduce<Feel>((sum, item) => add(sum, item), first) : null;
};

const mean = (items: Feel[]): Feel => {
  const sum = total(items);
  return sum === null ? null : (ARITHMETIC['/']?.(sum, Decimal.of(items.length)) ?? null);
};

const numbersIn = (items: Feel[]): Decimal[] | null =>
  items.length > 0 && items.every((item) => item instanceof Decimal) ? (items as Decimal[]) : null;

const median = (items: Feel[]): Feel => {
  const numbers = numbersIn(items)?.toSorted((one, other) => one.compare(other));
  if (!numbers) return null;
  const middle = Math.floor(numbers.length / 2);
  const [below, above] = [numbers[middle - 1], numbers[middle]];
  if (numbers.length % 2 === 1 || !below || !above) return above ?? null;
  return below.plus(above).over(Decimal.of(2));
};

const textJoined = (items: Feel[], delimiter: Feel, prefix: Feel, suffix: Feel): Feel => {
  const texts = items.filter((item) => item !== null);
  if (!texts.every((item) => typeof item === 'string')) return null;
  const end = (text: Feel) => (typeof text === 'string' ? text : '');
  return end(prefix) + texts.join(end(delimiter)) + end(suffix);
};

const sublist = (items: Feel[], start: Decimal, length: Feel): Feel => {
  const first = placeOf(start, items.length);
  if (first === null) return null;
  if (!(length instanceof Decimal)) return items.slice(first);
  const isInside =
    length.compare(Decimal.of(1)) >= 0 && length.compare(Decimal.of(items.length - first)) <= 0;
  return isInside ? items.slice(first, first + length.toInteger()) : null;
};

const rest = (work: (items: Feel[]) => Feel): Signature[] => [
  signature('list: *any', ([items]) => work(items as Feel[])),
];
const ofList = (work: (items: Feel[]) => Feel): Signature[] => [
  signature('list: list', ([items]) => work(items as Feel[])),
];

export const LISTS: Readonly<Record<string, readonly Signature[]>> = {
  count: rest((items) => Decimal.of(items.length)),
  min: rest((items) => extreme(items, less)),
  max: rest((items) => extreme(items, (one, other) => less(other, one))),
  sum: rest(total),
  mean: rest(mean),
  median: rest(median),
  product: rest((items) => {
    const numbers = numbersIn(items);
    return numbers?.reduce((found, number) => found.times(number), Decimal.of(1)) ?? null;
  }),
  concatenate: rest(joined),
  union: rest((lists) => distinct(joined(lists))),
  'distinct values': ofList(distinct),
  flatten: ofList((items) => flat(items)),
  reverse: ofList((items) => items.toReversed()),
  'is empty': ofList((items) => items.length === 0),
  append: [
    signature('list: list or null, items: *any', ([items = null, more]) => [
      ...((items as Feel[] | null) ?? []),
      ...(more as Feel[]),
    ]),
  ],
  'list contains': [
    signature('list: list, element: any', ([items, element = null]) =>
      holds(items as Feel[], element),
    ),
  ],
  'index of': [
    signature('list: list, match: any', ([items, match = null]) =>
      (items as Feel[]).flatMap((item, place) =>
        equal(item, match) === true ? [Decimal.of(place + 1)] : [],
      ),
    ),
  ],
  sublist: [
    signature('list: list, start position: number, length: number?', ([items, start, length]) =>
      sublist(items as Feel[], start as Decimal, length ?? null),
    ),
  ],
  remove: [
    signature('list: list, position: number', ([items, position]) => {
      const place = placeOf(position as Decimal, (items as Feel[]).length);
      return place === null ? null : (items as Feel[]).toSpliced(place, 1);
    }),
  ],
  'insert before': [
    signature('list: list, position: number, newItem: any', ([items, position, item = null]) => {
      const place = placeOf(position as Decimal, (items as Feel[]).length);
      return place === null ? null : (items as Feel[]).toSpliced(place, 0, item);
    }),
  ],
  'string join': [
    signature('list: list, delimiter: string or null?', ([items, delimiter = null]) =>
      textJoined(items as Feel[], delimiter, null, null),
    ),
    signature(
      'list: list, delimiter: string or null, prefix: string or null, suffix: string or null',
      ([items, delimiter = null, prefix = null, suffix = null]) =>
        textJoined(items as Feel[], delimiter, prefix, suffix),
    ),
  ],
};
