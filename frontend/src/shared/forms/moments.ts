/** Dates and times of a form as native inputs hold them, and as the form's author wants them stored. */
import { fromWall, minutesAhead, wall } from '@/shared/format';

const DATE = /^\d{4,6}-\d{2}-\d{2}$/;
const TIME = /^(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/;
const ZONE = /(Z|[+-]\d{2}:\d{2})$/;

export type TimeFormat = 'utc_offset' | 'utc_normalized' | 'no_timezone';

const two = (part: number): string => String(part).padStart(2, '0');

/** The day at a moment, in the person's own zone. */
export const localDate = (at: Date): string => {
  const shown = wall(at);
  const year = String(shown.getUTCFullYear()).padStart(4, '0');
  return `${year}-${two(shown.getUTCMonth() + 1)}-${two(shown.getUTCDate())}`;
};

const localTime = (at: Date): string => {
  const shown = wall(at);
  return `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}`;
};

export interface Parts {
  date: string;
  time: string;
}

const NOTHING: Parts = { date: '', time: '' };

/** Take a stored value apart, in the person's own zone where the value names an instant. */
export const partsOf = (value: unknown, subtype: string): Parts => {
  if (typeof value !== 'string') return NOTHING;
  if (subtype === 'date') return DATE.test(value) ? { date: value, time: '' } : NOTHING;
  const [date, time] = subtype === 'time' ? [localDate(new Date()), value] : split(value);
  if (ZONE.test(time)) {
    const at = new Date(`${date}T${time}`);
    if (Number.isNaN(at.getTime())) return NOTHING;
    return { date: subtype === 'time' ? '' : localDate(at), time: localTime(at) };
  }
  return { date: subtype === 'time' || !DATE.test(date) ? '' : date, time: plainTime(time) };
};

const split = (value: string): [string, string] => {
  const at = value.indexOf('T');
  return at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
};

const plainTime = (time: string): string => (TIME.test(time) ? time.slice(0, 5) : '');

const offsetOf = (at: Date): string => {
  const minutes = minutesAhead(at);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

const zoned = (date: string, time: string, format: TimeFormat): [string, string] => {
  if (format === 'no_timezone') return [date, time];
  const at = fromWall(new Date(`${date}T${time}Z`));
  if (format === 'utc_offset') return [date, `${time}${offsetOf(at)}`];
  const utc = at.toISOString();
  return [utc.slice(0, utc.indexOf('T')), `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}Z`];
};

/** Put the parts together; null while one is missing. */
export const valueOf = (parts: Parts, subtype: string, format: TimeFormat): string | null => {
  if (subtype === 'date') return parts.date || null;
  if (subtype === 'time')
    return parts.time ? zoned(localDate(new Date()), parts.time, format)[1] : null;
  if (!parts.date || !parts.time) return null;
  return zoned(parts.date, parts.time, format).join('T');
};
