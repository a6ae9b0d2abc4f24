/** Arithmetic on all pairs of kinds; null for the pairs that have none. */
import { FeelDateTime, FeelTime } from './clock';
import { DAY, DaysTime, divided, FeelDate, NoTemporal, YearsMonths } from './days';
import { Decimal, NoNumber } from './number';
import type { Duration, Feel } from './values';

/** Beyond any duration. */
const LONGEST_AMOUNT = 41;

/** What has no result is null. */
export const orNull = <T>(work: () => T): T | null => {
  try {
    return work();
  } catch (error) {
    if (error instanceof NoNumber || error instanceof NoTemporal) return null;
    throw error;
  }
};

const isDuration = (value: Feel): value is Duration =>
  value instanceof DaysTime || value instanceof YearsMonths;
const isDay = (value: Feel): value is FeelDate | FeelDateTime =>
  value instanceof FeelDate || value instanceof FeelDateTime;

/** A length of the same kind. */
const alike = (of: Duration, length: bigint): Duration =>
  of instanceof DaysTime ? new DaysTime(length) : new YearsMonths(length);

const amount = (number: Decimal): bigint => {
  const whole = number.toBigInt();
  if (whole.toString().length > LONGEST_AMOUNT) throw new NoTemporal();
  return whole;
};

const shifted = (value: Feel, by: Duration, sign: 1n | -1n): Feel => {
  const length = by.length * sign;
  if (by instanceof YearsMonths) return isDay(value) ? value.plusMonths(length) : null;
  if (value instanceof FeelDate) return value.plusDays(divided(length, DAY)[0]);
  if (value instanceof FeelDateTime || value instanceof FeelTime) return value.plus(length);
  return null;
};

export const add = (left: Feel, right: Feel): Feel => {
  if (left instanceof Decimal && right instanceof Decimal) return left.plus(right);
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (isDuration(left) && isDuration(right))
    return left.constructor === right.constructor ? alike(left, left.length + right.length) : null;
  if (isDuration(right)) return shifted(left, right, 1n);
  return isDuration(left) ? shifted(right, left, 1n) : null;
};

const between = (left: FeelDateTime, right: FeelDateTime): DaysTime | null =>
  left.time.isLocal === right.time.isLocal ? new DaysTime(left.instant - right.instant) : null;

const instantOf = (value: FeelDate | FeelDateTime): FeelDateTime =>
  value instanceof FeelDateTime ? value : FeelDateTime.midnight(value);

const subtract = (left: Feel, right: Feel): Feel => {
  if (left instanceof Decimal && right instanceof Decimal) return left.minus(right);
  if (isDuration(left) && isDuration(right))
    return left.constructor === right.constructor ? alike(left, left.length - right.length) : null;
  if (isDuration(right)) return shifted(left, right, -1n);
  if (isDay(left) && isDay(right)) return between(instantOf(left), instantOf(right));
  if (!(left instanceof FeelTime) || !(right instanceof FeelTime)) return null;
  const day = new FeelDate(1970, 1, 1);
  return between(new FeelDateTime(day, left), new FeelDateTime(day, right));
};

const multiply = (left: Feel, right: Feel): Feel => {
  if (left instanceof Decimal && right instanceof Decimal) return left.times(right);
  if (isDuration(left) && right instanceof Decimal)
    return alike(left, amount(Decimal.of(left.length).times(right)));
  return left instanceof Decimal && isDuration(right) ? multiply(right, left) : null;
};

const divide = (left: Feel, right: Feel): Feel => {
  if (left instanceof Decimal && right instanceof Decimal) return left.over(right);
  if (!isDuration(left)) return null;
  if (right instanceof Decimal) return alike(left, amount(Decimal.of(left.length).over(right)));
  return isDuration(right) && left.constructor === right.constructor
    ? Decimal.of(left.length).over(Decimal.of(right.length))
    : null;
};

export const negate = (value: Feel): Feel => {
  if (value instanceof Decimal) return value.negated();
  return isDuration(value) ? alike(value, -value.length) : null;
};

export const ARITHMETIC: Readonly<Record<string, (left: Feel, right: Feel) => Feel>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
};
