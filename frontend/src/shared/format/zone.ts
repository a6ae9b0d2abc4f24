/**
 * The time zone of the pages: the one that the person set, as the server wrote it into the page
 * (mails use the same), else the browser's. It stands still while a page is loaded.
 */
const DAY = 86_400_000;

const isKnown = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    // The server knows zones that this browser does not.
    return false;
  }
};

const chosen = (): string | undefined =>
  typeof document === 'undefined' ? undefined : document.documentElement.dataset.timeZone;

/** The person's zone where this browser knows it, else the browser's own. */
export const zoneOf = (wanted: string | undefined): string =>
  wanted && isKnown(wanted) ? wanted : new Intl.DateTimeFormat().resolvedOptions().timeZone;

const ZONE = zoneOf(chosen());

/** The person's time zone by its IANA name: the server ends the day where the lists here do. */
export const timeZone = (): string => ZONE;

const readers = new Map<string, Intl.DateTimeFormat>();

const readerOf = (zone: string): Intl.DateTimeFormat => {
  const known = readers.get(zone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory', {
    timeZone: zone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  readers.set(zone, made);
  return made;
};

/** What calendar and clock on the wall show at a moment: read it by the UTC parts of the answer. */
export const wall = (at: Date, zone: string = ZONE): Date => {
  const time = at.getTime();
  if (Number.isNaN(time)) return at;
  const ahead = aheadOn(Math.floor(time / DAY), zone);
  return ahead === null ? readWall(at, zone) : new Date(time + ahead);
};

const aheads = new Map<string, number | null>();

/**
 * By how many milliseconds the wall is ahead of UTC all through a day of UTC; null where that changes
 * within it. Asking the calendar is slow, and what lists show lies on few days.
 */
const aheadOn = (day: number, zone: string): number | null => {
  const key = `${day} ${zone}`;
  const known = aheads.get(key);
  if (known !== undefined) return known;
  const at = (time: number) => readWall(new Date(time), zone).getTime() - time;
  const ahead = at(day * DAY);
  const found = Number.isFinite(ahead) && ahead === at((day + 1) * DAY) ? ahead : null;
  aheads.set(key, found);
  return found;
};

const readWall = (at: Date, zone: string): Date => {
  const parts = new Map<string, number>(
    readerOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: string) => parts.get(name) ?? 0;
  const shown = new Date(0);
  shown.setUTCFullYear(part('year'), part('month') - 1, part('day'));
  shown.setUTCHours(part('hour'), part('minute'), part('second'), at.getUTCMilliseconds());
  return shown;
};

/**
 * The moment at which the wall shows this; the inverse of `wall`. Where clocks are put forward, a
 * time that does not exist is as much later; where they are put back, the first of the two is meant.
 */
export const fromWall = (shown: Date, zone: string = ZONE): Date => {
  const time = shown.getTime();
  if (Number.isNaN(time)) return shown;
  const ahead = (at: number) => wall(new Date(at), zone).getTime() - at;
  const before = time - ahead(time - DAY);
  const after = time - ahead(time + DAY);
  const found = [before, after].find((at) => at + ahead(at) === time);
  return new Date(found ?? before);
};

/** By how many minutes the wall is ahead of UTC at a moment; negative in the west. */
export const minutesAhead = (at: Date): number =>
  Math.round((wall(at).getTime() - at.getTime()) / 60_000);

/** The full hour of a day that is so many days after a moment's. */
export const atHour = (now: Date, days: number, hour = 0): Date => {
  const today = wall(now);
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  return fromWall(new Date(Date.UTC(year, month, day + days, hour)));
};

/** Whole days since 1970 by the calendar on the wall. */
export const dayNumber = (at: Date): number => Math.floor(wall(at).getTime() / DAY);
