/** Times of day and instants, to the nanosecond, with the names of their zones. */
import { DAY, divided, FeelDate, NoTemporal, readDuration, SECOND, two } from './days';
import type { DaysTime, YearsMonths } from './days';

const TIME =
  /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(?:(Z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+/-]{1,64}))?$/;
const WIDEST_OFFSET = 18 * 3600;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What tells the clock of a zone, by the zone's name of the IANA. */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, made);
    return made;
  } catch {
    throw new NoTemporal();
  }
};

/** Seconds that a zone's clocks are ahead of UTC at an instant, given in seconds. */
const offsetAt = (zone: string, seconds: number): number => {
  const parts = formatOf(zone).formatToParts(new Date(seconds * 1000));
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const [hour, minute] = [part('hour'), part('minute')];
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    hour,
    minute,
    part('second'),
  );
  return shown / 1000 - seconds;
};

/** Rules repeat after 400 years; beyond four digits the same year of a later era is asked about. */
const known = (date: FeelDate): FeelDate => {
  if (date.year > 1 && date.year < 9999) return date;
  const year = 2000 + (((date.year % 400) + 400) % 400);
  return new FeelDate(year, date.month, date.day);
};

/** The offset of a wall clock: of two that fit the first, where none fits that before the change. */
const offsetOfWall = (zone: string, date: FeelDate, seconds: number): number => {
  const wall = known(date).ordinal * 86_400 + seconds;
  const [before, after] = [offsetAt(zone, wall - 86_400), offsetAt(zone, wall + 86_400)];
  if (before === after || offsetAt(zone, wall - before) === before) return before;
  return offsetAt(zone, wall - after) === after ? after : before;
};

const offsetText = (offset: number): string => {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  const rest = size % 60 ? `:${two(size % 60)}` : '';
  const hours = two(Math.floor(size / 3600));
  return `${offset < 0 ? '-' : '+'}${hours}:${two(Math.floor(size / 60) % 60)}${rest}`;
};

/** Where a clock stands: so many seconds ahead of UTC, or in a zone, or nobody knows. */
export interface Place {
  offset: number | null;
  zone: string | null;
}
const UTC: Place = { offset: 0, zone: null };

export class FeelTime {
  /** Nanoseconds after midnight. */
  readonly value: bigint;
  readonly offset: number | null;
  readonly zone: string | null;

  constructor(value: bigint, { offset, zone }: Place) {
    if (offset !== null && Math.abs(offset) > WIDEST_OFFSET) throw new NoTemporal();
    if (zone !== null) formatOf(zone);
    this.value = value;
    this.offset = offset;
    this.zone = zone;
  }

  static of(hour: number, minute: number, seconds: bigint, place: Place): FeelTime {
    const isTime = hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
    if (!isTime || seconds < 0n || seconds >= 60n * SECOND) throw new NoTemporal();
    return new FeelTime(BigInt(hour * 3600 + minute * 60) * SECOND + seconds, place);
  }

  static parse(text: string): FeelTime {
    const found = TIME.exec(text);
    if (!found) throw new NoTemporal();
    const [, hour, minute, second, part, utc, sign, hours, minutes, rest, zone = null] = found;
    let offset = utc ? 0 : null;
    if (sign) {
      if (Number(minutes) >= 60 || Number(rest ?? 0) >= 60) throw new NoTemporal();
      offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest ?? 0);
      if (sign === '-' && offset) offset = -offset;
    }
    const seconds = BigInt(second ?? 0) * SECOND + BigInt((part ?? '').padEnd(9, '0'));
    return FeelTime.of(Number(hour), Number(minute), seconds, { offset, zone });
  }

  get isLocal(): boolean {
    return this.offset === null && this.zone === null;
  }

  get seconds(): number {
    return Number(this.value / SECOND);
  }

  plus(length: bigint): FeelTime {
    return new FeelTime(divided(this.value + length, DAY)[1], this);
  }

  toString(): string {
    const seconds = this.seconds;
    const fraction = this.value % SECOND;
    const part = fraction ? `.${fraction.toString().padStart(9, '0').replace(/0+$/, '')}` : '';
    const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
    const text = `${clock.map((one) => two(Math.floor(one))).join(':')}${part}`;
    if (this.zone !== null) return `${text}@${this.zone}`;
    return this.offset === null ? text : text + offsetText(this.offset);
  }
}

export class FeelDateTime {
  readonly date: FeelDate;
  readonly time: FeelTime;

  constructor(date: FeelDate, time: FeelTime) {
    this.date = date;
    this.time = time;
  }

  static parse(text: string): FeelDateTime {
    const at = text.indexOf('T');
    if (at < 0) throw new NoTemporal();
    const [day, clock] = [text.slice(0, at), text.slice(at + 1)];
    if (clock.startsWith('24:00:00')) {
      const midnight = FeelTime.parse(`00:00:00${clock.slice(8)}`);
      if (midnight.value === 0n)
        return new FeelDateTime(FeelDate.parse(day).plusDays(1n), midnight);
    }
    return new FeelDateTime(FeelDate.parse(day), FeelTime.parse(clock));
  }

  static fromInstant(at: Date): FeelDateTime {
    return inUtc(BigInt(at.getTime()) * 1_000_000n);
  }

  /** Midnight of a day, in UTC. */
  static midnight(date: FeelDate): FeelDateTime {
    return new FeelDateTime(date, new FeelTime(0n, UTC));
  }

  get offset(): number | null {
    const { zone, offset, seconds } = this.time;
    return zone === null ? offset : offsetOfWall(zone, this.date, seconds);
  }

  /** Nanoseconds after the epoch; a clock without a place counts as UTC. */
  get instant(): bigint {
    const wall = BigInt(this.date.ordinal) * DAY + this.time.value;
    return wall - BigInt(this.offset ?? 0) * SECOND;
  }

  plusMonths(months: bigint): FeelDateTime {
    return new FeelDateTime(this.date.plusMonths(months), this.time);
  }

  plus(length: bigint): FeelDateTime {
    const { zone } = this.time;
    if (zone !== null) return inZone(this.instant + length, zone);
    const [days, rest] = divided(this.time.value + length, DAY);
    return new FeelDateTime(this.date.plusDays(days), new FeelTime(rest, this.time));
  }

  toString(): string {
    return `${this.date}T${this.time}`;
  }
}

const inUtc = (instant: bigint): FeelDateTime => {
  const [days, rest] = divided(instant, DAY);
  return new FeelDateTime(new FeelDate(1970, 1, 1).plusDays(days), new FeelTime(rest, UTC));
};

const inZone = (instant: bigint, zone: string): FeelDateTime => {
  const { date, time } = inUtc(instant);
  const offset = offsetAt(zone, known(date).ordinal * 86_400 + time.seconds);
  const shown = inUtc(instant + BigInt(offset) * SECOND);
  return new FeelDateTime(shown.date, new FeelTime(shown.time.value, { offset: null, zone }));
};

export type Temporal = FeelDate | FeelTime | FeelDateTime | DaysTime | YearsMonths;

/** Read the text of an at-literal. */
export const readTemporal = (text: string): Temporal => {
  if (/^-?P/.test(text)) return readDuration(text);
  if (text.split('@')[0]?.includes('T')) return FeelDateTime.parse(text);
  return text.includes(':') ? FeelTime.parse(text) : FeelDate.parse(text);
};
