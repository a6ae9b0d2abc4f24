/** The journal of an instance in the words of people. */
import type {
  ActivityInstance,
  HistoryEvent,
  HistoryItem,
  TaskEvent,
  UserTask,
} from '@/shared/api';
import { clock, dayName, humanize } from '@/shared/format';

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
  /** Why somebody did it, in that person's words. */
  reason: string | null;
  /** Of no interest to most readers: gateways, scripts, data that steps wrote. */
  isNoise: boolean;
}

type Part = Omit<HistoryLine, 'id' | 'at' | 'reason'> & { reason?: string | null };

/** What people call an activity, or one instance of it where it is done several times. */
export type NameOf = (activityId: string, loopIndex: number | null) => string;

interface Visit {
  activityId: string;
  type: string;
  loopIndex: number | null;
}

interface Told {
  item: HistoryItem;
  actor: string;
  nameOf: NameOf;
  /** By the number that the engine gives to a visit. */
  visits: ReadonlyMap<string, Visit>;
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
  const visit = visits.get(String(event.visit));
  const activityId = text(event, 'activity_id') || (visit?.activityId ?? '');
  return { activityId, name: nameOf(activityId, visit?.loopIndex ?? null) };
};

/** Type of the visit to a loop as a whole. */
const LOOP = 'multi_instance_body';

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
  // The user task tells of itself when it is created, and each instance of a loop for itself.
  if (['user_task', LOOP].includes(text(event, 'activity_type'))) return null;
  const { activityId, name } = activityOf(event, told);
  return part('passed', 'passed', { name }, { activityId, isNoise: true });
};

/** What was given up on its own; where the whole instance was cancelled, that says it all. */
const activityEnded: Teller = (event, told) => {
  if (text(event, 'outcome') !== 'cancelled') return null;
  if (told.visits.get(String(event.visit))?.type === LOOP) return null;
  const { activityId, name } = activityOf(event, told);
  const isNoise = told.item.command.startsWith('cancel_');
  return part('cancelled', 'givenUp', { name }, { activityId, isNoise });
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

/** An attempt that failed and is made again; the last one is told by its incident. */
const jobFailed: Teller = (event, told) => {
  if (told.item.events.some((other) => other.type === 'incident_opened')) return null;
  const { activityId, name } = activityOf(event, told);
  return part('job', 'attempt', { name, message: text(event, 'message') }, { activityId });
};

/** A day by its name: what is "today" in the journal is not so any more when it is read. */
const dateAndTime = (at: string, item: HistoryItem): string =>
  `${dayName(new Date(at), new Date(item.at))}, ${clock(new Date(at))}`;

const jobMoved: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const { actor, item } = told;
  if (item.command.startsWith('run_'))
    return part('job', 'hastened', { actor, name }, { activityId });
  const time = dateAndTime(text(event, 'new'), item);
  return part('job', 'moved', { actor, name, time }, { activityId });
};

/** A timer that was set is of no interest before its time, or before somebody moves it. */
const jobCreated: Teller = (event, told) => {
  const due = text(event, 'due_at');
  if (!due) return null;
  const { activityId, name } = activityOf(event, told);
  const time = dateAndTime(due, told.item);
  return part('waits', 'waitsUntil', { name, time }, { activityId, isNoise: true });
};

const jobCompleted: Teller = (event, told) => {
  if (text(event, 'kind') !== 'timer') return null;
  const { activityId, name } = activityOf(event, told);
  return part('job', 'fired', { name }, { activityId });
};

const subscribed: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const params = { name, message: text(event, 'name') };
  return part('waits', 'waitsForMessage', params, { activityId });
};

const received: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const params = { actor: told.actor, name, message: text(event, 'name') };
  return part('person', 'received', params, { activityId });
};

const called: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('started', 'called', { name }, { activityId });
};

const ownerChanged: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const to = text(event, 'new');
  const params = { actor: told.actor, name, to };
  if (!to) return part('person', 'disowned', params, { activityId });
  const words = to === told.item.actor ? 'owned' : 'ownedBy';
  return part('person', words, params, { activityId });
};

const noteChanged: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const note = text(event, 'new');
  const params = { actor: told.actor, name, note };
  return part('person', note ? 'noted' : 'noteGone', params, { activityId });
};

const taskCompleted: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('person', 'completedBy', { actor: told.actor, name }, { activityId });
};

const delegated: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const params = { actor: told.actor, name, to: text(event, 'new') };
  return part('person', 'delegated', params, { activityId });
};

const givenBack: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const params = { actor: told.actor, name, to: text(event, 'new') };
  return part('person', 'givenBack', params, { activityId });
};

/** Which words tell of a field of a task; a time is told as people say it. */
const CHANGES: Record<string, string> = {
  priority: 'prioritised',
  due_at: 'dueMoved',
  follow_up_at: 'followUpMoved',
};

const taskChanged: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const { actor, item } = told;
  const field = text(event, 'field');
  const words = CHANGES[field];
  if (!words) return null;
  const value = text(event, 'new');
  // A priority is always a number.
  if (!value) return part('person', `${words}Away`, { actor, name }, { activityId });
  const shown = field === 'priority' ? value : dateAndTime(value, item);
  return part('person', words, { actor, name, value: shown }, { activityId });
};

const commented: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('person', 'commented', { actor: told.actor, name }, { activityId });
};

const fileMoved =
  (words: string): Teller =>
  (event, told) => {
    const { activityId, name } = activityOf(event, told);
    const file = text(event, 'name');
    return part('person', words, { actor: told.actor, name, file }, { activityId });
  };

const candidatesChanged: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('person', 'candidatesChanged', { actor: told.actor, name }, { activityId });
};

const taskCancelled: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('cancelled', 'givenUp', { name }, { activityId });
};

const sentBack: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const to = told.nameOf(text(event, 'to_activity_id'), null);
  return part('person', 'sentBack', { actor: told.actor, name, to }, { activityId });
};

const reminded: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const reason = text(event, 'note') || null;
  return part('person', 'reminded', { actor: told.actor, name }, { activityId, reason });
};

const TASK_TELLERS: Record<string, Teller> = {
  user_task_cancelled: taskCancelled,
  user_task_returned: (event, told) => {
    const { activityId, name } = activityOf(event, told);
    return part('person', 'returned', { actor: told.actor, name }, { activityId });
  },
};

const TELLERS: Record<string, Teller> = {
  attachment_added: fileMoved('fileAdded'),
  attachment_removed: fileMoved('fileRemoved'),
  user_task_assigned: assigned,
  user_task_candidates_changed: candidatesChanged,
  user_task_changed: taskChanged,
  user_task_commented: commented,
  user_task_delegated: delegated,
  user_task_resolved: givenBack,
  user_task_sent_back: sentBack,
  user_task_reminded: reminded,
  user_task_created: taskCreated,
  user_task_completed: taskCompleted,
  activity_started: activityStarted,
  activity_ended: activityEnded,
  job_created: jobCreated,
  job_completed: jobCompleted,
  job_failed: jobFailed,
  subscription_created: subscribed,
  message_received: received,
  instance_called: called,
  job_due_at_changed: jobMoved,
  incident_owner_changed: ownerChanged,
  incident_note_changed: noteChanged,
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

const RETRIED = new Set(['incident_retried', 'job_retried']);

/** What the person or the suite did, before what followed from it. */
const opening = (told: Told): Part[] => {
  const { item, actor } = told;
  const found = COMMANDS.find(([pattern]) => pattern.test(item.command));
  if (!found) return [];
  const [tried] = item.events.filter((event) => RETRIED.has(event.type));
  if (tried) {
    const { activityId, name } = activityOf(tried, told);
    return [part('retried', 'retried', { actor, name }, { activityId })];
  }
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

/**
 * The visits of the journal. Which instance of a loop each is, only the list of visits knows; both tell the visits to an
 * activity in the order in which they began.
 */
const visitsOf = (
  items: readonly HistoryItem[],
  activities: readonly ActivityInstance[],
): Map<string, Visit> => {
  const begun = Map.groupBy(activities, (one) => one.activity_id);
  const seen = new Map<string, number>();
  const visits = new Map<string, Visit>();
  for (const event of items.flatMap((item) => item.events)) {
    if (event.type !== 'activity_started') continue;
    const activityId = text(event, 'activity_id');
    const nth = seen.get(activityId) ?? 0;
    seen.set(activityId, nth + 1);
    const loopIndex = begun.get(activityId)?.[nth]?.loop_index ?? null;
    const type = text(event, 'activity_type');
    visits.set(String(event.visit), { activityId, type, loopIndex });
  }
  return visits;
};

/** Tell each item of the journal, oldest first, as the API gives them. */
export const linesOf = (
  items: readonly HistoryItem[],
  nameOf: NameOf,
  system: string,
  activities: readonly ActivityInstance[] = [],
): HistoryLine[] => {
  const visits = visitsOf(items, activities);
  return items.flatMap((item) => {
    const told: Told = { item, nameOf, visits, actor: item.actor ?? system };
    const parts = [...opening(told), ...data(told), ...followed(told)];
    return parts.map((line, index) => ({
      reason: null,
      ...line,
      id: `${item.id}-${index}`,
      at: item.at,
    }));
  });
};

/** What followed from a command, each with the reason that was given for it. */
const followed = (told: Told, more: Record<string, Teller> = {}): Part[] =>
  told.item.events.flatMap((event) => {
    const line = (TELLERS[event.type] ?? more[event.type])?.(event, told);
    return line ? { ...line, reason: line.reason ?? (text(event, 'reason') || null) } : [];
  });

/** Tell what happened to one user task, oldest first, as the API gives it. */
export const taskLinesOf = (
  task: Pick<UserTask, 'id' | 'name' | 'activity_id'>,
  events: readonly TaskEvent[],
  system: string,
): HistoryLine[] =>
  events.flatMap((event, index) => {
    const told: Told = {
      item: {
        ...event,
        revision: null,
        events: [{ ...event.details, type: event.type, activity_id: task.activity_id }],
      },
      nameOf: (activityId) =>
        activityId === task.activity_id ? task.name || activityId : humanize(activityId),
      visits: new Map(),
      actor: event.actor ?? system,
    };
    const isCancelled = event.type === 'process_instance_cancelled';
    const parts = isCancelled ? opening(told) : followed(told, TASK_TELLERS);
    return parts.map((line) => ({
      reason: null,
      ...line,
      id: `${event.id}-${index}`,
      at: event.at,
    }));
  });
