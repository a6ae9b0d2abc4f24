/** Incidents that are the same fault: one step, one error. */
import type { Incident, IncidentGroup } from '@/shared/api';

const HOURS = 16;
const HOUR_MS = 3_600_000;

/** How many began in each of the last sixteen hours, oldest first, by fingerprint. */
export const hoursOf = (incidents: readonly Incident[], now: Date): Map<string, number[]> => {
  const found = new Map<string, number[]>();
  for (const { fingerprint, created_at: at } of incidents) {
    const slot = HOURS - 1 - Math.floor((now.getTime() - new Date(at).getTime()) / HOUR_MS);
    if (slot < 0 || slot >= HOURS) continue;
    const hours = found.get(fingerprint) ?? Array.from({ length: HOURS }, () => 0);
    hours[slot] = (hours[slot] ?? 0) + 1;
    found.set(fingerprint, hours);
  }
  return found;
};

/** From when on incidents count for the hours; stays the same for a minute, so that it can name a query. */
export const hoursBegin = (now: Date): string =>
  new Date(Math.floor(now.getTime() / 60_000) * 60_000 - HOURS * HOUR_MS).toISOString();

/** Who looks after the incidents of each group. */
export const ownersOf = (incidents: readonly Incident[]): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const { fingerprint, owner } of incidents) {
    const owners = found.get(fingerprint) ?? [];
    if (owner && !owners.includes(owner)) found.set(fingerprint, [...owners, owner]);
  }
  return found;
};

const groupOf = (fingerprint: string, incidents: readonly Incident[]): IncidentGroup | null => {
  const sorted = incidents.toSorted((a, b) => b.created_at.localeCompare(a.created_at));
  const [newest] = sorted;
  const oldest = sorted.at(-1);
  if (!newest || !oldest) return null;
  return {
    fingerprint,
    count: incidents.length,
    first_at: oldest.created_at,
    last_at: newest.created_at,
    kind: newest.kind,
    definition_key: newest.definition_key,
    definition_name: newest.definition_name,
    activity_id: newest.activity_id,
    activity_name: newest.activity_name,
    sample: newest,
  };
};

/** Group by fingerprint as the server does it with open ones; the biggest group first. */
export const groupIncidents = (incidents: readonly Incident[]): IncidentGroup[] =>
  [...Map.groupBy(incidents, (one) => one.fingerprint)]
    .map(([fingerprint, ofGroup]) => groupOf(fingerprint, ofGroup))
    .filter((group) => group !== null)
    .sort((a, b) => b.count - a.count || b.last_at.localeCompare(a.last_at));
