/** Days of the proleptic Gregorian calendar, and lengths of time; as the server counts them. */
import { Decimal } from './number';

const LAST_YEAR = 999_999_999;
const DATE = /^(-?)([1-9][0-9]{4,8}|[0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAYS_TIME =
  /^(-?)P(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,9}))?S)?)?$/;
const YEARS_MONTHS = /^(-?)P(?:([0-9]{1,18})Y)?(?:([0-9]{1,18})M)?$/;
export const SECOND = 1_000_000_000n;
export const DAY = 86_400n * SECOND;
const LONGEST = 2n ** 63n;

/** What is no date, time or duration: null to FEEL. */
export class NoTemporal extends Error {}

/** Divide towards minus infinity, with the rest. */
export const divided = (value: bigint, by: bigint): [bigint, bigint] => {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
};

const floor = (value: number, by: number): number => Math.floor(value / by);
export const two = (part: number): string => String(part).padStart(2, '0');

const daysIn = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
};

export class FeelDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    if (Math.abs(year) > LAST_YEAR || !isDay) throw new NoTemporal();
    this.year = year;
    this.month = month;
    this.day = day;
  }

  static parse(text: string): FeelDate {
    const found = DATE.exec(text);
    if (!found) throw new NoTemporal();
    const year = Number(found[2]);
    return new FeelDate(found[1] && year ? -year : year, Number(found[3]), Number(found[4]));
  }

  /** The day so many days after 1970-01-01; Howard Hinnant's calendar of eras from March on. */
  static fromOrdinal(ordinal: number): FeelDate {
    const days = ordinal + 719_468;
    const era = floor(days, 146_097);
    const day = days - era * 146_097;
    const year = floor(day - floor(day, 1460) + floor(day, 36_524) - floor(day, 146_096), 365);
    const rest = day - (365 * year + floor(year, 4) - floor(year, 100));
    const month = floor(5 * rest + 2, 153);
    const actual = month < 10 ? month + 3 : month - 9;
    const shift = actual <= 2 ? 1 : 0;
    return new FeelDate(year + era * 400 + shift, actual, rest - floor(153 * month + 2, 5) + 1);
  }

  get ordinal(): number {
    const year = this.year - (this.month <= 2 ? 1 : 0);
    const era = floor(year, 400);
    const inEra = year - era * 400;
    const month = this.month > 2 ? this.month - 3 : this.month + 9;
    const day = floor(153 * month + 2, 5) + this.day - 1;
    return era * 146_097 + inEra * 365 + floor(inEra, 4) - floor(inEra, 100) + day - 719_468;
  }

  /** Monday is 1, Sunday 7. */
  get weekday(): number {
    return ((((this.ordinal + 3) % 7) + 7) % 7) + 1;
  }

  plusDays(days: bigint): FeelDate {
    const ordinal = BigInt(this.ordinal) + days;
    if (ordinal > 10n ** 12n || ordinal < -(10n ** 12n)) throw new NoTemporal();
    return FeelDate.fromOrdinal(Number(ordinal));
  }

  plusMonths(months: bigint): FeelDate {
    const [year, month] = divided(BigInt(this.year * 12 + this.month - 1) + months, 12n);
    const [y, m] = [Number(year), Number(month) + 1];
    return new FeelDate(y, m, Math.min(this.day, daysIn(y, m)));
  }

  compare(other: FeelDate): number {
    return this.ordinal - other.ordinal;
  }

  toString(): string {
    const year = String(Math.abs(this.year)).padStart(4, '0');
    return `${this.year < 0 ? '-' : ''}${year}-${two(this.month)}-${two(this.day)}`;
  }
}

const isEmpty = (parts: (string | undefined)[]): boolean => !parts.some(Boolean);
const whole = (text: string | undefined): bigint => BigInt(text ?? 0);

/** An exact length of time, in nanoseconds. */
export class DaysTime {
  readonly length: bigint;

  constructor(length: bigint) {
    if ((length < 0n ? -length : length) > LONGEST * SECOND) throw new NoTemporal();
    this.length = length;
  }

  static parse(text: string): DaysTime {
    const found = DAYS_TIME.exec(text);
    if (!found || isEmpty(found.slice(2))) throw new NoTemporal();
    const [, sign, days, hours, minutes, seconds, part] = found;
    const all = whole(days) * 86_400n + whole(hours) * 3600n + whole(minutes) * 60n;
    const length = (all + whole(seconds)) * SECOND + BigInt((part ?? '').padEnd(9, '0'));
    return new DaysTime(sign ? -length : length);
  }

  compare(other: DaysTime): number {
    return this.length < other.length ? -1 : this.length > other.length ? 1 : 0;
  }

  /** Whole days, and the hours, minutes and seconds of the rest, all with its sign. */
  part(modulus: bigint, divisor: bigint): Decimal {
    const seconds = (this.length < 0n ? -this.length : this.length) / SECOND;
    const part = (modulus ? seconds % modulus : seconds) / divisor;
    return Decimal.of(this.length < 0n ? -part : part);
  }

  toString(): string {
    const length = this.length < 0n ? -this.length : this.length;
    const [seconds, fraction] = divided(length, SECOND);
    const decimals = fraction ? `.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}` : '';
    const [hour, minute, second] = [
      (seconds % 86_400n) / 3600n,
      (seconds % 3600n) / 60n,
      seconds % 60n,
    ];
    const clock =
      (hour ? `${hour}H` : '') +
      (minute ? `${minute}M` : '') +
      (second || fraction ? `${second}${decimals}S` : '');
    const text = (seconds / 86_400n ? `${seconds / 86_400n}D` : '') + (clock && `T${clock}`);
    return `${this.length < 0n ? '-' : ''}P${text || 'T0S'}`;
  }
}

/** A length of time in months of the calendar. */
export class YearsMonths {
  readonly length: bigint;

  constructor(length: bigint) {
    if ((length < 0n ? -length : length) > LONGEST) throw new NoTemporal();
    this.length = length;
  }

  static parse(text: string): YearsMonths {
    const found = YEARS_MONTHS.exec(text);
    if (!found || isEmpty(found.slice(2))) throw new NoTemporal();
    const length = whole(found[2]) * 12n + whole(found[3]);
    return new YearsMonths(found[1] ? -length : length);
  }

  compare(other: YearsMonths): number {
    return this.length < other.length ? -1 : this.length > other.length ? 1 : 0;
  }

  toString(): string {
    const length = this.length < 0n ? -this.length : this.length;
    const text =
      (length / 12n ? `${length / 12n}Y` : '') + (length % 12n ? `${length % 12n}M` : '');
    return `${this.length < 0n ? '-' : ''}P${text || '0M'}`;
  }
}

/** Read a duration of either kind. */
export const readDuration = (text: string): DaysTime | YearsMonths =>
  YEARS_MONTHS.test(text) && !isEmpty((YEARS_MONTHS.exec(text) ?? []).slice(2))
    ? YearsMonths.parse(text)
    : DaysTime.parse(text);
