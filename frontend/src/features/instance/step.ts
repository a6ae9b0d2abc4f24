/** What is known of one step of an instance. */
import type {
  ActivityInstance,
  Incident,
  Job,
  ProcessInstance,
  Subscription,
  WaitingAt,
} from '@/shared/api';
import type { State } from '@/shared/ui/state';

/** Type of the visit to a loop as a whole; each of its rounds is a visit of its own. */
const LOOP = 'multi_instance_body';

/** Waits for a person to choose what begins in it. */
export const AD_HOC = 'ad_hoc_sub_process';

/** One of the places at which a step waits. */
export interface Place {
  key: string;
  /** Which round of a loop, from 1. */
  round: number | null;
  waiting: WaitingAt;
  incident: Incident | null;
  job: Job | null;
  subscription: Subscription | null;
}

export interface Step {
  name: string;
  /** Oldest first. */
  visits: ActivityInstance[];
  /** Those that need a person first. */
  places: Place[];
}

/** What hangs on an instance and tells of its steps. */
export interface Related {
  incidents: readonly Incident[];
  jobs: readonly Job[];
  subscriptions: readonly Subscription[];
}

interface Known extends Related {
  instance: ProcessInstance;
  activities: readonly ActivityInstance[];
}

/** Nothing runs where a person, a message or, at an event, the time of a timer is waited for. */
export const stateAt = (place: WaitingAt): 'incident' | 'waiting' | 'running' => {
  if (place.incident_id) return 'incident';
  if (place.user_task_id || place.subscription_id) return 'waiting';
  if (place.activity_type === AD_HOC) return 'waiting';
  return place.activity_type.endsWith('_event') ? 'waiting' : 'running';
};

const ORDER: readonly State[] = ['incident', 'waiting', 'running'];

/** The worst state of several. */
export const worst = (states: readonly State[]): State | null =>
  ORDER.find((state) => states.includes(state)) ?? null;

const NOWHERE: WaitingAt = {
  activity_id: '',
  activity_type: '',
  activity_name: null,
  activity_instance_id: null,
  user_task_id: null,
  job_id: null,
  incident_id: null,
  subscription_id: null,
  called_instance_id: null,
};

export const stepOf = (id: string, known: Known): Step => {
  const { instance, incidents, activities, jobs, subscriptions } = known;
  const visits = activities.filter((one) => one.activity_id === id);
  const here = instance.waiting_at.filter((one) => one.activity_id === id);
  const loops = new Map(visits.map((one) => [one.id, one.loop_index]));
  const places = here.map((waiting, index): Place => {
    const loop = loops.get(waiting.activity_instance_id ?? '') ?? null;
    return {
      key: waiting.activity_instance_id ?? waiting.user_task_id ?? waiting.job_id ?? String(index),
      round: loop === null ? null : loop + 1,
      waiting,
      incident: incidents.find((one) => one.id === waiting.incident_id) ?? null,
      job: jobs.find((one) => one.id === waiting.job_id) ?? null,
      subscription: subscriptions.find((one) => one.id === waiting.subscription_id) ?? null,
    };
  });
  // An incident of the instance as a whole belongs to no visit, and so to no place.
  const held = new Set(here.map((one) => one.incident_id));
  for (const incident of incidents) {
    if (incident.activity_id !== id || held.has(incident.id) || incident.resolved_at) continue;
    const waiting = { ...NOWHERE, activity_id: id, incident_id: incident.id };
    places.push({
      key: incident.id,
      round: null,
      waiting,
      incident,
      job: null,
      subscription: null,
    });
  }
  const rank = (place: Place) => ORDER.indexOf(stateAt(place.waiting));
  const told = incidents.filter((one) => one.activity_id === id);
  const named = [...here, ...visits, ...told].find((one) => one.activity_name);
  return {
    name: named?.activity_name ?? id,
    visits: visits.filter((one) => one.activity_type !== LOOP),
    places: places.toSorted((a, b) => rank(a) - rank(b)),
  };
};

/** How often each activity was visited; a loop counts by its rounds. */
export const visitsOf = (activities: readonly ActivityInstance[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { activity_id: id, activity_type: type } of activities) {
    if (type !== LOOP) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
};

const PASSED_THROUGH = /_(gateway|event)$/;
const SECOND_MS = 1_000;
/** What took less is written as nothing at all. */
const LEAST_MS = 100;

/**
 * How long the visits to each activity took together, in milliseconds; one that lasts counts until
 * now. Of what took no time worth a word, as of gateways that were only passed, nothing is said.
 */
export const durationsOf = (
  activities: readonly ActivityInstance[],
  now: Date,
): Record<string, number> => {
  const totals: Record<string, number> = {};
  const passed = new Set<string>();
  for (const { activity_id: id, activity_type: type, started_at, ended_at } of activities) {
    if (type === LOOP) continue;
    const took = (ended_at ? Date.parse(ended_at) : now.getTime()) - Date.parse(started_at);
    // The clock of this device may be behind the server's.
    totals[id] = (totals[id] ?? 0) + Math.max(0, took);
    if (PASSED_THROUGH.test(type)) passed.add(id);
  }
  return Object.fromEntries(
    Object.entries(totals).filter(([id, ms]) => ms >= (passed.has(id) ? SECOND_MS : LEAST_MS)),
  );
};
