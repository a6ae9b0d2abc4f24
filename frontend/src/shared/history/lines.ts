/** The journal of an instance in the words of people. */
import type { HistoryEvent, HistoryItem } from '@/shared/api';

export type LineKind =
  | 'started'
  | 'person'
  | 'waits'
  | 'passed'
  | 'incident'
  | 'retried'
  | 'data'
  | 'cancelled'
  | 'suspended'
  | 'resumed'
  | 'finished'
  | 'job'
  | 'other';

export interface HistoryLine {
  id: string;
  at: string;
  kind: LineKind;
  /** Key in the `history` area with its parameters. */
  text: string;
  params: Record<string, string>;
  activityId: string | null;
  /** Of no interest to most readers: gateways, scripts, data that steps wrote. */
  isNoise: boolean;
}

type Part = Omit<HistoryLine, 'id' | 'at'>;

interface Told {
  item: HistoryItem;
  actor: string;
  nameOf: (activityId: string) => string;
  /** Which activity a visit was to. */
  visits: ReadonlyMap<string, string>;
}

const text = (event: HistoryEvent, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};

const part = (
  kind: LineKind,
  words: string,
  params: Record<string, string>,
  more: Partial<Part> = {},
): Part => ({
  kind,
  text: words,
  params,
  activityId: null,
  isNoise: false,
  ...more,
});

const activityOf = (
  event: HistoryEvent,
  { visits, nameOf }: Told,
): { activityId: string; name: string } => {
  const activityId = text(event, 'activity_id') || (visits.get(String(event.visit)) ?? '');
  return { activityId, name: nameOf(activityId) };
};

type Teller = (event: HistoryEvent, told: Told) => Part | null;

const assigned: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const { actor } = told;
  const to = text(event, 'new');
  if (!to) return part('person', 'released', { actor, name }, { activityId });
  if (to === told.item.actor) return part('person', 'claimed', { actor, name }, { activityId });
  return part('person', 'assigned', { actor, name, to }, { activityId });
};

const taskCreated: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const to = text(event, 'assignee');
  return to
    ? part('waits', 'waitsFor', { name, to }, { activityId })
    : part('waits', 'waits', { name }, { activityId });
};

const activityStarted: Teller = (event, told) => {
  // The user task tells of itself when it is created.
  if (text(event, 'activity_type') === 'user_task') return null;
  const { activityId, name } = activityOf(event, told);
  return part('passed', 'passed', { name }, { activityId, isNoise: true });
};

const incidentOpened: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const message = text(event, 'message');
  return part(
    'incident',
    message ? 'incident' : 'incidentPlain',
    { name, message },
    { activityId },
  );
};

const incidentResolved: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('retried', 'resolved', { name }, { activityId });
};

const taskCompleted: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('person', 'completedBy', { actor: told.actor, name }, { activityId });
};

const TELLERS: Record<string, Teller> = {
  user_task_assigned: assigned,
  user_task_created: taskCreated,
  user_task_completed: taskCompleted,
  activity_started: activityStarted,
  incident_opened: incidentOpened,
  incident_resolved: incidentResolved,
  process_instance_completed: () => part('finished', 'finished', {}),
};

const COMMANDS: [RegExp, LineKind, string][] = [
  [/^start_/, 'started', 'started'],
  [/^cancel_/, 'cancelled', 'cancelled'],
  [/^suspend_/, 'suspended', 'suspended'],
  [/^resume_/, 'resumed', 'resumed'],
  [/^retry_/, 'retried', 'retriedPlain'],
];

/** What the person or the suite did, before what followed from it. */
const opening = ({ item, actor }: Told): Part[] => {
  const found = COMMANDS.find(([pattern]) => pattern.test(item.command));
  if (!found) return [];
  const reason = item.events.map((event) => text(event, 'reason')).find(Boolean);
  const [, kind, words] = found;
  if (kind === 'cancelled' && reason) return [part(kind, 'cancelledFor', { actor, reason })];
  return [part(kind, words, { actor })];
};

/** Which variables were written, in one line. */
const data = ({ item, actor }: Told): Part[] => {
  const written = item.events.filter((event) => event.type === 'variable_changed');
  const names = [...new Set(written.map((event) => text(event, 'name')))].join(', ');
  if (!names) return [];
  const byHand = /variables/.test(item.command);
  return [part('data', byHand ? 'wrote' : 'written', { names, actor }, { isNoise: !byHand })];
};

const visitsOf = (items: readonly HistoryItem[]): Map<string, string> =>
  new Map(
    items
      .flatMap((item) => item.events)
      .filter((event) => event.type === 'activity_started')
      .map((event) => [String(event.visit), text(event, 'activity_id')]),
  );

/** Tell each item of the journal, oldest first, as the API gives them. */
export const linesOf = (
  items: readonly HistoryItem[],
  nameOf: (activityId: string) => string,
  system: string,
): HistoryLine[] => {
  const visits = visitsOf(items);
  return items.flatMap((item) => {
    const told: Told = { item, nameOf, visits, actor: item.actor ?? system };
    const followed = item.events.flatMap((event) => TELLERS[event.type]?.(event, told) ?? []);
    const parts = [...opening(told), ...data(told), ...followed];
    return parts.map((line, index) => ({ ...line, id: `${item.id}-${index}`, at: item.at }));
  });
};
