/** Incidents that are the same fault: one step, one error. */
import type { Incident } from '@/shared/api';

export interface IncidentGroup {
  fingerprint: string;
  /** Newest first. */
  incidents: Incident[];
  newest: Incident;
  oldest: Incident;
  /** How many began in each of the last sixteen hours, oldest first. */
  hours: number[];
}

const HOURS = 16;
const HOUR_MS = 3_600_000;

const byHour = (incidents: readonly Incident[], now: Date): number[] => {
  const hours = Array.from({ length: HOURS }, () => 0);
  for (const { created_at: at } of incidents) {
    const ago = Math.floor((now.getTime() - new Date(at).getTime()) / HOUR_MS);
    const slot = HOURS - 1 - ago;
    if (slot >= 0 && slot < HOURS) hours[slot] = (hours[slot] ?? 0) + 1;
  }
  return hours;
};

/** Group by fingerprint; the biggest group first. */
export const groupIncidents = (incidents: readonly Incident[], now: Date): IncidentGroup[] => {
  const groups = Map.groupBy(incidents, (one) => one.fingerprint || one.id);
  return [...groups]
    .map(([fingerprint, ofGroup]): IncidentGroup | null => {
      const sorted = ofGroup.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
      const [newest] = sorted;
      const oldest = sorted.at(-1);
      if (!newest || !oldest) return null;
      return { fingerprint, incidents: sorted, newest, oldest, hours: byHour(sorted, now) };
    })
    .filter((group) => group !== null)
    .sort(
      (a, b) =>
        b.incidents.length - a.incidents.length ||
        b.newest.created_at.localeCompare(a.newest.created_at),
    );
};
