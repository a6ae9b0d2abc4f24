/** How long an instance takes against what is usual. */

/** Of fewer nothing is said. */
const FEWEST = 10;
/** Nobody waits for what usually takes less. */
const LEAST_MS = 1_000;
const MINUTE_MS = 60_000;

interface Span {
  started_at: string;
  ended_at: string | null;
}

export interface Usual {
  /** What half of them took at most. */
  ms: number;
  /** How many were looked at. */
  count: number;
}

export const msOf = ({ started_at, ended_at }: Span, now: Date): number =>
  (ended_at ? new Date(ended_at) : now).getTime() - new Date(started_at).getTime();

/** What half of the instances that ended took at most; null where there are too few, or no wait. */
export const usualOf = (spans: readonly Span[]): Usual | null => {
  const took = spans
    .filter((span) => span.ended_at !== null)
    .map((span) => msOf(span, new Date(span.started_at)))
    .sort((a, b) => a - b);
  const ms = took[Math.ceil(took.length / 2) - 1];
  if (took.length < FEWEST || ms === undefined || ms < LEAST_MS) return null;
  return { ms, count: took.length };
};

/** As it is shown: the seconds of what still runs would be wrong as soon as they are read. */
export const shownMs = (ms: number, isOver: boolean): number =>
  isOver ? ms : Math.max(MINUTE_MS, Math.floor(ms / MINUTE_MS) * MINUTE_MS);
