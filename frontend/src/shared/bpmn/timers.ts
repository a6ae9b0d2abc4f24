/** What a timer in ISO 8601 says, in parts and in plain words. */
import { i18next, locale } from '@/shared/i18n';
import type words from '@/shared/i18n/en/diagram.json';

type Word =
  | Exclude<keyof typeof words.timer, 'each' | `${string}_${'one' | 'other'}`>
  | Unit
  | 'times'
  | `each.${Unit}`;

const say = (word: Word, values: Record<string, string | number> = {}): string =>
  i18next.t(`timer.${word}` as 'timer.and', { ns: 'diagram', ...values });

export const TIMER_KINDS = ['timeDuration', 'timeDate', 'timeCycle'] as const;
export type TimerKind = (typeof TIMER_KINDS)[number];

export const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export type Unit = (typeof UNITS)[number];

/** A duration of one unit: two days. */
export interface Span {
  amount: number;
  unit: Unit;
}

/** A repetition in parts; empty text and null where nothing is said. */
export interface Cycle {
  times: number | null;
  start: string;
  end: string;
  every: string;
}

const SIGNS: readonly (readonly [Unit, date: string, time: string])[] = [
  ['years', 'Y', ''],
  ['months', 'M', ''],
  ['days', 'D', ''],
  ['hours', '', 'H'],
  ['minutes', '', 'M'],
  ['seconds', '', 'S'],
];
const WEEK = 7;
const LONGEST = 999_999;

const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;

/** Read a duration as spans, the longest first; null where it is none that is easily said. */
export const readSpans = (text: string): Span[] | null => {
  const match = DURATION.exec(text.trim());
  if (!match) return null;
  return SIGNS.map(([unit], index) => ({ unit, amount: Number(match[index + 1] ?? 0) })).filter(
    ({ amount }) => amount > 0,
  );
};

/** Read a duration of one unit, whole weeks as weeks; null for any other one. */
export const readSpan = (text: string): Span | null => {
  const [span, ...others] = readSpans(text) ?? [];
  if (!span || others.length > 0) return null;
  const isWeeks = span.unit === 'days' && span.amount % WEEK === 0;
  return isWeeks ? { unit: 'weeks', amount: span.amount / WEEK } : span;
};

/** Write a duration in ISO 8601. */
export const writeSpan = ({ amount, unit }: Span): string => {
  const count = Math.min(Math.max(1, Math.trunc(amount)), LONGEST);
  if (unit === 'weeks') return `P${(count * WEEK).toString()}D`;
  const [, date, time] = SIGNS.find(([name]) => name === unit) ?? SIGNS[0]!;
  return time ? `PT${count.toString()}${time}` : `P${count.toString()}${date}`;
};

/** Read a repetition; null where it is none. */
export const readCycle = (text: string): Cycle | null => {
  const [head = '', ...parts] = text.trim().split('/');
  const count = /^R(\d{0,9})$/.exec(head);
  const [first, second] = parts;
  if (!count || first === undefined || parts.length > 2) return null;
  const times = count[1] ? Number(count[1]) : null;
  if (second === undefined) return { times, start: '', end: '', every: first };
  return first.startsWith('P')
    ? { times, start: '', end: second, every: first }
    : { times, start: first, end: '', every: second };
};

/** Write a repetition in ISO 8601. */
export const writeCycle = ({ times, start, end, every }: Cycle): string =>
  [`R${times?.toString() ?? ''}`, start, every, end].filter((part) => part !== '').join('/');

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d|@\S+)?)?$/;

const describeMoment = (text: string): string | null => {
  const [, year, month, day, time, zone] = MOMENT.exec(text.trim()) ?? [];
  if (!year) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (Number.isNaN(date.getTime())) return null;
  const words = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const zoneWords = { '': '', Z: ' UTC' }[zone ?? ''] ?? ` ${zone?.replace('@', '') ?? ''}`;
  return say('moment', {
    date: words.format(date),
    time: time ?? '00:00',
    zone: zoneWords,
  });
};

/** Say what a duration means: "1 day and 12 hours"; null where that cannot be said. */
export const describeSpans = (text: string): string | null => {
  const span = readSpan(text);
  const spans = span ? [span] : readSpans(text);
  if (!spans || spans.length === 0) return null;
  return spans.map(({ unit, amount }) => say(`${unit}`, { count: amount })).join(say('and'));
};

const describeEvery = (text: string): string | null => {
  const span = readSpan(text);
  if (span?.amount === 1) return say(`each.${span.unit}`);
  const spans = describeSpans(text);
  return spans && say('every', { spans });
};

const describeCycle = (text: string): string | null => {
  const cycle = readCycle(text);
  const every = cycle && describeEvery(cycle.every);
  if (!cycle || !every) return null;
  const start = cycle.start && describeMoment(cycle.start);
  const end = cycle.end && describeMoment(cycle.end);
  if (start === null || end === null || cycle.times === 0) return null;
  return [
    every,
    start && say('first', { moment: start }),
    cycle.times !== null && say('times', { count: cycle.times }),
    end && say('until', { moment: end }),
    cycle.times === null && !end && say('endless'),
  ]
    .filter(Boolean)
    .join(', ');
};

/** Say what a timer's text means in plain words; null where that cannot be said. */
export const describeTimer = (kind: TimerKind, text: string): string | null => {
  if (text.trim() === '') return null;
  if (text.trim().startsWith('=')) return say('feel');
  if (kind === 'timeCycle') return describeCycle(text);
  if (kind === 'timeDate') {
    const moment = describeMoment(text);
    return moment && say('once', { moment });
  }
  const spans = describeSpans(text);
  return spans && say('after', { spans });
};
