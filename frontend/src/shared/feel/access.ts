/** Members of values, and items of lists. */
import { FeelDateTime, FeelTime } from './clock';
import { DaysTime, FeelDate, SECOND, YearsMonths } from './days';
import { Decimal } from './number';
import { asList, isContext, memberOf, type Feel } from './values';

type Read<T> = Readonly<Record<string, (value: T) => Feel>>;

const lengthOf = (offset: number | null): Feel =>
  offset === null ? null : new DaysTime(BigInt(offset) * SECOND);

const DATE: Read<FeelDate> = {
  year: ({ year }) => Decimal.of(year),
  month: ({ month }) => Decimal.of(month),
  day: ({ day }) => Decimal.of(day),
  weekday: ({ weekday }) => Decimal.of(weekday),
};
const TIME: Read<FeelTime> = {
  hour: ({ seconds }) => Decimal.of(Math.floor(seconds / 3600)),
  minute: ({ seconds }) => Decimal.of(Math.floor(seconds / 60) % 60),
  second: ({ seconds }) => Decimal.of(seconds % 60),
  timezone: ({ zone }) => zone,
  'time offset': ({ offset }) => lengthOf(offset),
};
const DAYS: Read<DaysTime> = {
  days: (length) => length.part(0n, 86_400n),
  hours: (length) => length.part(86_400n, 3600n),
  minutes: (length) => length.part(3600n, 60n),
  seconds: (length) => length.part(60n, 1n),
};
const MONTHS: Read<YearsMonths> = {
  years: ({ length }) => Decimal.of(length / 12n),
  months: ({ length }) => Decimal.of(length % 12n),
};

const read = <T>(properties: Read<T>, value: T, name: string): Feel =>
  Object.hasOwn(properties, name) ? (properties[name]?.(value) ?? null) : null;

const ofDateTime = (value: FeelDateTime, name: string): Feel => {
  if (name === 'time offset') return lengthOf(value.offset);
  return read(DATE, value.date, name) ?? read(TIME, value.time, name);
};

/** A member of a context or a property of another value; null where there is none. */
export const member = (value: Feel, name: string): Feel => {
  if (Array.isArray(value)) return value.map((item) => member(item, name));
  if (value instanceof FeelDate) return read(DATE, value, name);
  if (value instanceof FeelTime) return read(TIME, value, name);
  if (value instanceof FeelDateTime) return ofDateTime(value, name);
  if (value instanceof DaysTime) return read(DAYS, value, name);
  if (value instanceof YearsMonths) return read(MONTHS, value, name);
  return isContext(value) ? memberOf(value, name) : null;
};

/** The item at an index from 1, or from -1 at the end; null where there is none. */
export const itemAt = (value: Feel, index: Decimal): Feel => {
  const items = asList(value);
  const place = index.toInteger();
  if (!index.isWhole || place === 0) return null;
  return items.at(place > 0 ? place - 1 : place) ?? null;
};
