/** The values of FEEL: what they are called, how they compare, and their text. */
import { FeelDateTime, FeelTime } from './clock';
import { DaysTime, FeelDate, YearsMonths } from './days';
import { Decimal } from './number';
import type { Comparison } from './tree';

export class Range {
  readonly low: Feel;
  readonly high: Feel;
  readonly lowIncluded: boolean;
  readonly highIncluded: boolean;
  /** How it was written if by one comparison, else empty. */
  readonly operator: Comparison | '';

  constructor(
    low: Feel,
    high: Feel,
    lowIncluded: boolean,
    highIncluded: boolean,
    operator: Comparison | '' = '',
  ) {
    this.low = low;
    this.high = high;
    this.lowIncluded = lowIncluded;
    this.highIncluded = highIncluded;
    this.operator = operator;
  }

  /** What one comparison means; for `!=` both ends are the operand. */
  static of(operator: Comparison, operand: Feel): Range {
    const isLow = ['>', '>=', '=', '!='].includes(operator);
    const isHigh = ['<', '<=', '=', '!='].includes(operator);
    const [lowIncluded, highIncluded] = [
      operator === '>=' || operator === '=',
      operator === '<=' || operator === '=',
    ];
    return new Range(
      isLow ? operand : null,
      isHigh ? operand : null,
      lowIncluded,
      highIncluded,
      operator,
    );
  }
}

export interface Context {
  [name: string]: Feel;
}
export type Duration = DaysTime | YearsMonths;
export type Feel =
  | null
  | boolean
  | string
  | Decimal
  | FeelDate
  | FeelTime
  | FeelDateTime
  | Duration
  | Range
  | Feel[]
  | Context;
export type Answer = boolean | null;

export type Kind =
  | 'null'
  | 'boolean'
  | 'string'
  | 'number'
  | 'date'
  | 'time'
  | 'date and time'
  | 'days'
  | 'months'
  | 'range'
  | 'list'
  | 'context';

const CLASSES: readonly (readonly [new (...args: never[]) => unknown, Kind])[] = [
  [Decimal, 'number'],
  [FeelDate, 'date'],
  [FeelTime, 'time'],
  [FeelDateTime, 'date and time'],
  [DaysTime, 'days'],
  [YearsMonths, 'months'],
  [Range, 'range'],
];

export const kindOf = (value: Feel): Kind => {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'list';
  return CLASSES.find(([made]) => value instanceof made)?.[1] ?? 'context';
};

export const isContext = (value: Feel): value is Context => kindOf(value) === 'context';

/** A member of a context of its own, null where there is none. */
export const memberOf = (context: Context, name: string): Feel =>
  Object.hasOwn(context, name) ? (context[name] ?? null) : null;

export const asList = (value: Feel): Feel[] =>
  Array.isArray(value) ? value : value === null ? [] : [value];

/** Three-valued; what is no boolean counts as null. */
export const both = (left: Feel, right: Feel): Answer => {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : null;
};
export const either = (left: Feel, right: Feel): Answer => {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : null;
};
const opposite = (answer: Answer): Answer => (answer === null ? null : !answer);

/** By code points, as everywhere but in this browser. */
const compareText = (left: string, right: string): number => {
  const [one, other] = [[...left], [...right]];
  const at = one.findIndex((sign, index) => sign !== other[index]);
  if (at < 0) return one.length - other.length;
  return (one[at]?.codePointAt(0) ?? 0) - (other[at]?.codePointAt(0) ?? -1);
};

const EPOCH = new FeelDate(1970, 1, 1);

/** Instants compare only where both, or neither, know how far they are from UTC. */
const compareClocks = (left: FeelDateTime, right: FeelDateTime): number | null => {
  if (left.time.isLocal !== right.time.isLocal) return null;
  const [one, other] = [left.instant, right.instant];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** Below, at or above zero; null where two values have no order. */
export const compare = (left: Feel, right: Feel): number | null => {
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right);
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (left instanceof FeelDate && right instanceof FeelDate) return left.compare(right);
  if (left instanceof DaysTime && right instanceof DaysTime) return left.compare(right);
  if (left instanceof YearsMonths && right instanceof YearsMonths) return left.compare(right);
  if (left instanceof FeelDateTime && right instanceof FeelDateTime)
    return compareClocks(left, right);
  if (left instanceof FeelTime && right instanceof FeelTime)
    return compareClocks(new FeelDateTime(EPOCH, left), new FeelDateTime(EPOCH, right));
  return null;
};

const all = (answers: Answer[]): Answer => {
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
};

const equalContexts = (left: Context, right: Context): Answer => {
  const names = Object.keys(left);
  if (
    names.length !== Object.keys(right).length ||
    !names.every((one) => Object.hasOwn(right, one))
  )
    return false;
  return all(names.map((name) => equal(left[name] ?? null, right[name] ?? null)));
};

const equalRanges = (left: Range, right: Range): Answer => {
  const isOneShape =
    left.operator === right.operator &&
    left.lowIncluded === right.lowIncluded &&
    left.highIncluded === right.highIncluded;
  return isOneShape ? all([equal(left.low, right.low), equal(left.high, right.high)]) : false;
};

/** Null equals null only; values of unlike kinds give null. */
export const equal = (left: Feel, right: Feel): Answer => {
  if (left === null || right === null) return left === right;
  if (kindOf(left) !== kindOf(right)) return null;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length
      ? all(left.map((item, index) => equal(item, right[index] ?? null)))
      : false;
  if (left instanceof Range && right instanceof Range) return equalRanges(left, right);
  if (isContext(left) && isContext(right)) return equalContexts(left, right);
  if (typeof left === 'boolean' || typeof left === 'string') return left === right;
  const order = compare(left, right);
  return order === null ? null : order === 0;
};

export const less = (left: Feel, right: Feel): Answer => {
  const order = compare(left, right);
  return order === null ? null : order < 0;
};
export const atMost = (left: Feel, right: Feel): Answer => {
  const order = compare(left, right);
  return order === null ? null : order <= 0;
};

export const COMPARISONS: Readonly<Record<Comparison, (left: Feel, right: Feel) => Answer>> = {
  '=': equal,
  '!=': (left, right) => opposite(equal(left, right)),
  '<': less,
  '<=': atMost,
  '>': (left, right) => less(right, left),
  '>=': (left, right) => atMost(right, left),
};

const within = (value: Feel, range: Range): Answer => {
  if (range.operator === '=' || range.operator === '!=')
    return COMPARISONS[range.operator](value, range.low);
  const isBound = (end: Feel) => end !== null || !range.operator;
  const above = !isBound(range.low) || (range.lowIncluded ? atMost : less)(range.low, value);
  const below = !isBound(range.high) || (range.highIncluded ? atMost : less)(value, range.high);
  return both(above, below);
};

/** Tell whether a value passes a test: equals it, lies in it, or is one of its items. */
export const passes = (value: Feel, test: Feel): Answer => {
  if (test instanceof Range) return within(value, test);
  if (!Array.isArray(test)) return equal(value, test);
  if (Array.isArray(value) && equal(value, test) === true) return true;
  return test.reduce<Answer>(
    (found, item) =>
      either(found, item instanceof Range ? within(value, item) : equal(value, item) === true),
    false,
  );
};

const PLAIN_KEY = /^[\p{XIDS}_][\p{XIDC}]*$/u;
const keyText = (key: string): string =>
  PLAIN_KEY.test(key.replaceAll(' ', '')) ? key : JSON.stringify(key);

const rangeText = (range: Range): string => {
  const { low, high, operator } = range;
  if (operator) return `(${operator} ${textInside(low === null ? high : low)})`;
  const ends = `${textInside(low)}..${textInside(high)}`;
  return `${range.lowIncluded ? '[' : '('}${ends}${range.highIncluded ? ']' : ')'}`;
};

const textInside = (value: Feel): string =>
  typeof value === 'string' ? JSON.stringify(value) : textOf(value);

/** The text that FEEL has for a value. */
export const textOf = (value: Feel): string => {
  if (Array.isArray(value)) return `[${value.map(textInside).join(', ')}]`;
  if (value instanceof Range) return rangeText(value);
  if (isContext(value)) {
    const entries = Object.entries(value);
    return `{${entries.map(([key, item]) => `${keyText(key)}: ${textInside(item)}`).join(', ')}}`;
  }
  return String(value);
};
