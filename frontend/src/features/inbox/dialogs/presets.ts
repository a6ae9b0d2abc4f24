/** Times that people choose most, in their own zone. */
export type Preset = 'hours' | 'tonight' | 'tomorrow' | 'monday' | 'week';

const MORNING = 8;
const EVENING = 18;

const at = (now: Date, days: number, hour: number): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);

/** Days until the next Monday, never today. */
const untilMonday = (now: Date): number => ((8 - now.getDay()) % 7) + (now.getDay() === 1 ? 7 : 0);

const inHours = (now: Date, hours: number): Date =>
  new Date(Math.ceil((now.getTime() + hours * 3_600_000) / 300_000) * 300_000);

/** When work is to go on: in two hours, tomorrow morning, on Monday, in a week. */
export const laterPresets = (now: Date): [Preset, Date][] => [
  ['hours', inHours(now, 2)],
  ['tomorrow', at(now, 1, MORNING)],
  ['monday', at(now, untilMonday(now), MORNING)],
  ['week', at(now, 7, MORNING)],
];

/** When work is to be done: at the end of a day. */
export const duePresets = (now: Date): [Preset, Date][] => [
  ...(now.getHours() < EVENING ? [['tonight', at(now, 0, EVENING)] as [Preset, Date]] : []),
  ['tomorrow', at(now, 1, EVENING)],
  ['monday', at(now, untilMonday(now), EVENING)],
  ['week', at(now, 7, EVENING)],
];
