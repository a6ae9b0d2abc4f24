import { atHour, wall } from '@/shared/format';

/** Times that people choose most, in their own zone. */
export type Preset = 'hours' | 'tonight' | 'tomorrow' | 'monday' | 'week';

const MORNING = 8;
const EVENING = 18;

/** Days until the next Monday, never today. */
const untilMonday = (now: Date): number => {
  const weekday = wall(now).getUTCDay();
  return ((8 - weekday) % 7) + (weekday === 1 ? 7 : 0);
};

const inHours = (now: Date, hours: number): Date =>
  new Date(Math.ceil((now.getTime() + hours * 3_600_000) / 300_000) * 300_000);

/** When work is to go on: in two hours, tomorrow morning, on Monday, in a week. */
export const laterPresets = (now: Date): [Preset, Date][] => [
  ['hours', inHours(now, 2)],
  ['tomorrow', atHour(now, 1, MORNING)],
  ['monday', atHour(now, untilMonday(now), MORNING)],
  ['week', atHour(now, 7, MORNING)],
];

/** When work is to be done: at the end of a day. */
export const duePresets = (now: Date): [Preset, Date][] => [
  ...(wall(now).getUTCHours() < EVENING
    ? [['tonight', atHour(now, 0, EVENING)] as [Preset, Date]]
    : []),
  ['tomorrow', atHour(now, 1, EVENING)],
  ['monday', atHour(now, untilMonday(now), EVENING)],
  ['week', atHour(now, 7, EVENING)],
];
