/** What people and steps wrote into the data of an instance, as its record tells it. */
import { isJsonObject, type HistoryEvent, type HistoryItem, type Json } from '@/shared/api';
import { typedOf, type Typed } from '@/shared/variables';

/** A value as it was recorded; the record keeps large ones elsewhere and shows no secret ones. */
export type Shown = Typed | 'large' | 'secret';

export interface Change {
  id: string;
  name: string;
  /** Null where there was no such value. */
  before: Shown | null;
  after: Shown | null;
  /** Which steps may have written it: several where they were done in one go. */
  steps: readonly string[];
}

/** What one command wrote. */
export interface Written {
  id: string;
  at: string;
  actor: string | null;
  /** The user tasks that were completed, with what was decided. */
  answered: ReadonlyMap<string, string | null>;
  changes: readonly Change[];
}

interface Visit {
  activityId: string;
  type: string;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** They hold other steps: what is written into their scope, one of these wrote. */
export const HOLDERS = new Set([
  'multi_instance_body',
  'sub_process',
  'transaction',
  'event_sub_process',
  'ad_hoc_sub_process',
]);

/** The engine itself counts the rounds of a loop: no step has written these. */
const COUNTERS = new Set(['nrOfInstances', 'nrOfActiveInstances', 'nrOfCompletedInstances']);

const writersOf = (
  name: string,
  owner: Visit | undefined,
  ended: readonly string[],
): readonly string[] => {
  // What lives and dies with one visit, this visit has written.
  if (owner && !HOLDERS.has(owner.type)) return [owner.activityId];
  return owner && COUNTERS.has(name) ? [] : ended;
};

const writes = ({ type }: Visit): boolean =>
  !type.endsWith('_gateway') && type !== 'end_event' && type !== 'multi_instance_body';

/** A value before or after a change; null where there was none. */
export const shownOf = (event: HistoryEvent, member: 'old' | 'new'): Shown | null => {
  if (event[`${member}_large`] !== undefined) return 'large';
  const value = event[member];
  if (value === undefined) return null;
  if (event.is_secret === true) return 'secret';
  const types = event[`${member}_types`];
  const declared: Record<string, string> = {};
  for (const [pointer, kind] of Object.entries(isJsonObject(types) ? types : {})) {
    declared[pointer] = text(kind);
  }
  const name = text(event.name);
  return typedOf({ variables: { [name]: value }, variable_types: declared }, name);
};

/** The steps that ended in a command and may have written, each once. */
const stepsOf = (item: HistoryItem, visits: ReadonlyMap<string, Visit>): readonly string[] => {
  // What a person writes by hand, no step has written.
  if (item.command.includes('variables')) return [];
  const steps = new Set<string>();
  for (const event of item.events) {
    if (event.type !== 'activity_ended' || event.outcome === 'cancelled') continue;
    const visit = visits.get(String(event.visit));
    if (visit && writes(visit)) steps.add(visit.activityId);
  }
  return [...steps];
};

const begin = (item: HistoryItem, visits: Map<string, Visit>) => {
  for (const event of item.events) {
    if (event.type !== 'activity_started') continue;
    const visit = { activityId: text(event.activity_id), type: text(event.activity_type) };
    visits.set(String(event.visit), visit);
  }
};

const writtenBy = (item: HistoryItem, visits: ReadonlyMap<string, Visit>): Written => {
  const steps = stepsOf(item, visits);
  const answered = new Map<string, string | null>();
  const changes: Change[] = [];
  for (const event of item.events) {
    if (event.type === 'user_task_completed') {
      answered.set(text(event.activity_id), text(event.outcome) || null);
    }
    if (event.type !== 'variable_changed') continue;
    const owner = event.scope === undefined ? undefined : visits.get(String(event.scope));
    const name = text(event.name);
    changes.push({
      id: `${item.id}-${changes.length}`,
      name,
      before: shownOf(event, 'old'),
      after: shownOf(event, 'new'),
      steps: writersOf(name, owner, steps),
    });
  }
  return { id: item.id, at: item.at, actor: item.actor, answered, changes };
};

/** Read the record, newest first as it is given; what wrote nothing is left out. */
export const writtenIn = (items: readonly HistoryItem[]): Written[] => {
  const visits = new Map<string, Visit>();
  const found: Written[] = [];
  for (const item of items.toReversed()) {
    begin(item, visits);
    const written = writtenBy(item, visits);
    if (written.changes.length > 0 || written.answered.size > 0) found.push(written);
  }
  return found.reverse();
};

/** What one step wrote or was answered, the newest first. */
export const writtenAt = (record: readonly Written[], step: string): Written[] =>
  record.flatMap((written) => {
    const changes = written.changes.filter((change) => change.steps.includes(step));
    return changes.length > 0 || written.answered.has(step) ? [{ ...written, changes }] : [];
  });

/** The other steps that may have written the same. */
export const othersAt = ({ changes }: Written, step: string): string[] => [
  ...new Set(changes.flatMap((change) => change.steps).filter((one) => one !== step)),
];

export interface NamedChange extends Change {
  at: string;
  actor: string | null;
}

/** Every change of one value, or of all where no name is given; the newest first. */
export const changesOf = (record: readonly Written[], name: string): NamedChange[] =>
  record.flatMap(({ at, actor, changes }) =>
    changes
      .filter((change) => !name || change.name === name)
      .map((change) => ({ ...change, at, actor })),
  );

/** The names of all that was ever written. */
export const namesIn = (record: readonly Written[]): string[] =>
  [...new Set(record.flatMap(({ changes }) => changes.map((change) => change.name)))].sort((a, b) =>
    a.localeCompare(b),
  );
