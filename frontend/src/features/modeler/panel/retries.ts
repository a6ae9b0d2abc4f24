/** What `bpm:retry` says, as people read it. */
export interface RetrySettings {
  cycle?: string | undefined;
  maxAttempts?: string | undefined;
  initialInterval?: string | undefined;
  multiplier?: string | undefined;
  maxInterval?: string | undefined;
}

const DEFAULT_CYCLE = 'PT10S,PT1M,PT10M';
const MOST_ATTEMPTS = 100;
const YEAR = 365 * 86_400;
const SHOWN = 8;

const DURATION = /^P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;

/** Read a duration of days and less, in whole seconds; null where it is none. */
export const readSeconds = (text: string): number | null => {
  const match = DURATION.exec(text.trim());
  if (!match) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
};

const countOf = (text: string): number | null => {
  const count = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return count >= 1 && count <= MOST_ATTEMPTS ? count : null;
};

const delaysOfCycle = (cycle: string): number[] | null => {
  const [, times = '', wait = ''] = /^R(\d{1,3})\/(.+)$/.exec(cycle.trim()) ?? [];
  const attempts = times === '' ? undefined : countOf(times);
  if (attempts === null) return null;
  const waits = attempts === undefined ? cycle.split(',') : Array<string>(attempts - 1).fill(wait);
  const delays = waits.map(readSeconds).filter((delay) => delay !== null);
  const isWhole = delays.length === waits.length && (wait === '' || readSeconds(wait) !== null);
  return isWhole ? delays : null;
};

const delaysOfBackoff = (settings: RetrySettings): number[] | null => {
  const attempts = countOf(settings.maxAttempts ?? '');
  const first = readSeconds(settings.initialInterval ?? 'PT10S');
  const longest = settings.maxInterval ? readSeconds(settings.maxInterval) : YEAR;
  const factor = Number(settings.multiplier ?? '1');
  if (attempts === null || first === null || longest === null) return null;
  if (!(factor >= 1 && factor <= MOST_ATTEMPTS)) return null;
  return Array.from({ length: attempts - 1 }, (_, index) =>
    Math.trunc(Math.min(first * factor ** index, longest)),
  );
};

/** The waits before each further attempt, in seconds; null where the settings cannot be read. */
export const readDelays = (settings: RetrySettings): number[] | null => {
  if (settings.cycle && settings.maxAttempts) return null;
  if (settings.maxAttempts) return delaysOfBackoff(settings);
  return delaysOfCycle(settings.cycle ?? DEFAULT_CYCLE);
};

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** Write a wait shortly: `1 h 30 min`. */
export const writeWait = (seconds: number): string => {
  let rest = seconds;
  const parts: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count.toString()} ${unit}`);
  }
  return parts.join(' ') || '0 s';
};

/** Write waits shortly, the first few of many: `10 s, 1 min, 10 min`. */
export const writeWaits = (delays: readonly number[]): string => {
  const shown = delays.slice(0, SHOWN).map(writeWait);
  return [...shown, ...(delays.length > SHOWN ? ['…'] : [])].join(', ');
};
