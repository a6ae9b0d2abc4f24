/** Times as people say them. Every function takes `now`, so that lists agree and tests are exact. */
import { i18next } from '@/shared/i18n';
import { language, locale } from '@/shared/i18n/language';
import { dayNumber, fromWall, timeZone, wall } from './zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formatter = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: timeZone() });

// Made once: making one takes longer than a hundred uses, and lists show hundreds of times.
const CLOCK = formatter({ hour: '2-digit', minute: '2-digit' });
const SHORT_DAY = formatter({ weekday: 'short', day: 'numeric', month: 'short' });
const NEAR = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const DAYS = new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' });
const TENTHS = new Intl.NumberFormat(locale, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});
const FULL = formatter({ dateStyle: 'full', timeStyle: 'medium' });

export const clock = (date: Date): string => CLOCK.format(date);

/** Whole days from `now` to `date` by the calendar; negative in the past. */
export const calendarDays = (date: Date, now: Date): number => dayNumber(date) - dayNumber(now);

/** "Mon 23 Nov", with the year when it is another one. */
export const dayName = (date: Date, now: Date): string => {
  const day = SHORT_DAY.format(date);
  const text = language === 'en' ? day.replace(',', '') : day;
  const year = wall(date).getUTCFullYear();
  return year === wall(now).getUTCFullYear() ? text : `${text} ${year}`;
};

/** "today", "yesterday", "tomorrow" or the day's name. */
export const dayWord = (date: Date, now: Date): string => {
  const days = calendarDays(date, now);
  return Math.abs(days) <= 1 ? NEAR.format(days, 'day') : dayName(date, now);
};

/** "today 10:41", "Mon 16 Nov, 08:46". */
export const moment = (date: Date, now: Date): string => {
  const near = Math.abs(calendarDays(date, now)) <= 1;
  return `${dayWord(date, now)}${near ? '' : ','} ${clock(date)}`;
};

/** The exact time with its zone, for the hover text. */
export const fullTime = (date: Date): string => `${FULL.format(date)} (${timeZone()})`;

/** A moment as a `datetime-local` field holds it, in the person's own zone. */
export const toLocalInput = (date: Date): string => wall(date).toISOString().slice(0, 16);

/** What a `datetime-local` field holds, as a moment; null where it holds none. */
export const fromLocalInput = (text: string): Date | null => {
  const date = fromWall(new Date(`${text}Z`));
  return Number.isNaN(date.getTime()) ? null : date;
};

/** "2 days", "4 h", "12 min". */
export const roughly = (ms: number): string => {
  if (ms >= DAY) return DAYS.format(Math.floor(ms / DAY));
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.max(1, Math.floor(ms / MINUTE))} min`;
};

/** "3 d 2 h", "2 h 28 min", "1.2 s". */
export const duration = (ms: number): string => {
  if (ms >= DAY) return join(Math.floor(ms / DAY), 'd', Math.floor((ms % DAY) / HOUR), 'h');
  if (ms >= HOUR) return join(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'min');
  if (ms >= MINUTE)
    return join(Math.floor(ms / MINUTE), 'min', Math.floor((ms % MINUTE) / 1000), 's');
  return `${TENTHS.format(Math.max(0, ms) / 1000)} s`;
};

const join = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** How long ago: "just now", "2 min ago", "1 h ago", then the moment. */
export const ago = (date: Date, now: Date): string => {
  const passed = now.getTime() - date.getTime();
  if (passed < MINUTE) return i18next.t('time.now');
  return passed < DAY && calendarDays(date, now) === 0
    ? i18next.t('time.ago', { span: roughly(passed) })
    : moment(date, now);
};

/** A due time in a list: "2 days late", "in 3 h", "by 18:00", "tomorrow", "Wed 25 Nov". */
export const due = (date: Date, now: Date): string => {
  const left = date.getTime() - now.getTime();
  if (left < 0) return i18next.t('time.late', { span: roughly(-left) });
  if (calendarDays(date, now) > 0) return dayWord(date, now);
  return left < 7 * HOUR
    ? i18next.t('time.in', { span: roughly(left) })
    : i18next.t('time.by', { time: clock(date) });
};
