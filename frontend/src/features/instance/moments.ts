/** Where an instance stood at any moment of its history. */
import type { HistoryEvent, HistoryItem, Json, WaitingAt } from '@/shared/api';
import type { DiagramPath } from '@/shared/bpmn';

/** The instance as one entry of its record left it. */
export interface Moment {
  path: DiagramPath;
  places: WaitingAt[];
}

/** They hold other steps, and these are where the tokens are. */
const HOLDERS = new Set(['multi_instance_body', 'sub_process', 'transaction', 'event_sub_process']);
const LOOP = 'multi_instance_body';
const OVER = new Set([
  'process_instance_completed',
  'process_instance_cancelled',
  'process_instance_withdrawn',
]);

interface Told {
  activities: Record<string, number>;
  bodies: Record<string, number>;
  flows: Record<string, number>;
  /** By visit; by job where a visit begins in the background. */
  open: Map<string, WaitingAt>;
  jobs: Map<string, string>;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const count = (counts: Record<string, number>, id: string) => {
  counts[id] = (counts[id] ?? 0) + 1;
};

const placeAt = (id: string, type: string, more: Partial<WaitingAt> = {}): WaitingAt => ({
  activity_id: id,
  activity_type: type,
  activity_name: null,
  activity_instance_id: null,
  user_task_id: null,
  job_id: null,
  incident_id: null,
  subscription_id: null,
  called_instance_id: null,
  ...more,
});

const TAKEN: Record<string, (event: HistoryEvent, told: Told) => void> = {
  flow_taken: (event, told) => count(told.flows, text(event.flow_id)),
  activity_started: (event, told) => {
    const [id, type] = [text(event.activity_id), text(event.activity_type)];
    count(type === LOOP ? told.bodies : told.activities, id);
    if (!HOLDERS.has(type)) told.open.set(String(event.visit), placeAt(id, type));
  },
  activity_ended: (event, told) => told.open.delete(String(event.visit)),
  user_task_created: (event, told) => {
    const place = told.open.get(String(event.visit));
    if (place) place.user_task_id = text(event.user_task_id);
  },
  subscription_created: (event, told) => {
    const place = told.open.get(String(event.visit));
    if (place) place.subscription_id = text(event.name);
  },
  incident_opened: (event, told) => {
    if (event.visit === null) return;
    const visit = String(event.visit);
    const place = told.open.get(visit) ?? placeAt(text(event.activity_id), '');
    told.open.set(visit, { ...place, incident_id: text(event.incident_id) });
  },
  incident_resolved: (event, told) => {
    const place = told.open.get(String(event.visit));
    if (place) place.incident_id = null;
  },
  job_created: (event, told) => {
    if (!text(event.kind).startsWith('async') || told.open.has(String(event.visit))) return;
    told.open.set(String(event.visit), placeAt(text(event.activity_id), ''));
    told.jobs.set(text(event.job_id), String(event.visit));
  },
  job_completed: (event, told) => {
    told.open.delete(told.jobs.get(text(event.job_id)) ?? '');
  },
};

const take = (item: HistoryItem, told: Told) => {
  for (const event of item.events) {
    TAKEN[event.type]?.(event, told);
    if (OVER.has(event.type)) told.open.clear();
  }
};

/**
 * The moment after the entry of that index.
 *
 * @param items The whole record, oldest first.
 */
export const momentAt = (items: readonly HistoryItem[], index: number): Moment => {
  const told: Told = { activities: {}, bodies: {}, flows: {}, open: new Map(), jobs: new Map() };
  for (const item of items.slice(0, index + 1)) take(item, told);
  const { activities, bodies, flows, open } = told;
  return {
    path: { activities: { ...bodies, ...activities }, flows },
    places: [...open.values()],
  };
};
