/** Functions on dates, times and durations. */
import { FeelDateTime, FeelTime } from '../clock';
import {
  DaysTime,
  divided,
  FeelDate,
  NoTemporal,
  readDuration,
  SECOND,
  YearsMonths,
} from '../days';
import { Decimal } from '../number';
import type { Feel } from '../values';
import { signature, type Signature } from './declaring';

const DAY_NAMES = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const MONTH_NAMES =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const LARGEST = Decimal.of(999_999_999);

const whole = (value: Feel | undefined): number => {
  const number = value as Decimal;
  if (!number.isWhole || number.abs().compare(LARGEST) > 0) throw new NoTemporal();
  return number.toInteger();
};

const dayOf = (value: Feel | undefined): FeelDate =>
  value instanceof FeelDateTime ? value.date : (value as FeelDate);

const dateOf = ([year, month, day]: Feel[]): FeelDate =>
  new FeelDate(whole(year), whole(month), whole(day));

const timeOf = ([hour, minute, second, offset]: Feel[]): FeelTime => {
  const seconds = second as Decimal;
  if (seconds.compare(Decimal.of(0)) < 0 || seconds.compare(Decimal.of(60)) >= 0)
    throw new NoTemporal();
  const length = seconds.toPlaces(9, 'down').times(Decimal.of(SECOND)).toBigInt();
  const ahead = offset instanceof DaysTime ? Number(divided(offset.length, SECOND)[0]) : null;
  return FeelTime.of(whole(hour), whole(minute), length, { offset: ahead, zone: null });
};

const clockOf = (value: Feel | undefined): FeelTime => {
  if (value instanceof FeelDate) return FeelDateTime.midnight(value).time;
  return value instanceof FeelDateTime ? value.time : (value as FeelTime);
};

const monthsBetween = (from: FeelDate, to: FeelDate): YearsMonths => {
  let months = (to.year - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) months -= 1;
  else if (months < 0 && to.day > from.day) months += 1;
  return new YearsMonths(BigInt(months));
};

/** By ISO 8601 a week belongs to the year that its Thursday lies in. */
const weekOf = (date: FeelDate): number => {
  const thursday = date.plusDays(BigInt(4 - date.weekday));
  return Math.floor((thursday.ordinal - new FeelDate(thursday.year, 1, 1).ordinal) / 7) + 1;
};

const ofDate = (work: (date: FeelDate) => Feel): Signature[] => [
  signature('date: date', ([date]) => work(dayOf(date))),
];

export const TEMPORALS: Readonly<Record<string, readonly Signature[]>> = {
  date: [
    signature('from: string', ([text]) => FeelDate.parse(text as string)),
    signature('from: date', ([value]) => dayOf(value)),
    signature('year: number, month: number, day: number', dateOf),
  ],
  time: [
    signature('from: string', ([text]) => FeelTime.parse(text as string)),
    signature('from: time', ([value]) => clockOf(value)),
    signature('hour: number, minute: number, second: number, offset: days or null?', timeOf),
  ],
  'date and time': [
    signature('from: string', ([value]) => {
      const text = value as string;
      return FeelDateTime.parse(text.includes('T') ? text : `${text}T00:00:00`);
    }),
    signature('date: date, time: time', ([date, time]) =>
      time instanceof FeelTime ? new FeelDateTime(dayOf(date), time) : null,
    ),
    signature(
      'year: number, month: number, day: number, hour: number, minute: number, second: number, offset: days or null?',
      (parts) => new FeelDateTime(dateOf(parts), timeOf(parts.slice(3))),
    ),
  ],
  duration: [signature('from: string', ([text]) => readDuration(text as string))],
  'years and months duration': [
    signature('from: date, to: date', ([from, to]) => monthsBetween(dayOf(from), dayOf(to))),
  ],
  now: [signature('', (_none, { now }) => FeelDateTime.fromInstant(now))],
  today: [signature('', (_none, { now }) => FeelDateTime.fromInstant(now).date)],
  'day of week': ofDate((date) => DAY_NAMES[date.weekday - 1] ?? null),
  'month of year': ofDate((date) => MONTH_NAMES[date.month - 1] ?? null),
  'day of year': ofDate((date) =>
    Decimal.of(date.ordinal - new FeelDate(date.year, 1, 1).ordinal + 1),
  ),
  'week of year': ofDate((date) => Decimal.of(weekOf(date))),
  'last day of month': ofDate((date) =>
    new FeelDate(date.year, date.month, 1).plusMonths(1n).plusDays(-1n),
  ),
};
