/** What each kind of event says in the words of people. */
import type { HistoryEvent, HistoryItem } from '@/shared/api';
import { clock, dayName } from '@/shared/format';

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

export type Part = Omit<HistoryLine, 'id' | 'at' | 'reason'> & { reason?: string | null };

/** What people call an activity, or one instance of it where it is done several times. */
export type NameOf = (activityId: string, loopIndex: number | null) => string;

export interface Visit {
  activityId: string;
  type: string;
  loopIndex: number | null;
}

export interface Told {
  item: HistoryItem;
  actor: string;
  nameOf: NameOf;
  /** By the number that the engine gives to a visit. */
  visits: ReadonlyMap<string, Visit>;
}

export const text = (event: HistoryEvent, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};

export const part = (
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

export const activityOf = (
  event: HistoryEvent,
  { visits, nameOf }: Told,
): { activityId: string; name: string } => {
  const visit = visits.get(String(event.visit));
  const activityId = text(event, 'activity_id') || (visit?.activityId ?? '');
  return { activityId, name: nameOf(activityId, visit?.loopIndex ?? null) };
};

/** Type of the visit to a loop as a whole. */
const LOOP = 'multi_instance_body';

export type Teller = (event: HistoryEvent, told: Told) => Part | null;

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

const JOBS_DONE: Record<string, string> = { timer: 'fired', deliver_signal: 'heard' };

const jobCompleted: Teller = (event, told) => {
  const words = JOBS_DONE[text(event, 'kind')];
  if (!words) return null;
  const { activityId, name } = activityOf(event, told);
  return part('job', words, { name }, { activityId });
};

const subscribed: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const params = { name, message: text(event, 'name') };
  const words = text(event, 'kind') === 'signal' ? 'waitsForSignal' : 'waitsForMessage';
  return part('waits', words, params, { activityId });
};

const received: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const actor = text(event, 'sent_by') || told.actor;
  const params = { actor, name, message: text(event, 'name') };
  return part('person', 'received', params, { activityId });
};

const called: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('started', 'called', { name }, { activityId });
};

const signalThrown: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('job', 'signalled', { name, signal: text(event, 'name') }, { activityId });
};

const messageThrown: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('job', 'posted', { name, message: text(event, 'name') }, { activityId });
};

const begunByTimer: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('started', 'begunByTimer', { name }, { activityId });
};

const begunBySignal: Teller = (event) =>
  part('started', 'begunBySignal', { signal: text(event, 'name') });

const begunByCondition: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  return part('started', 'begunByCondition', { name }, { activityId });
};

const errorPropagated: Teller = (event) => {
  const code = text(event, 'code');
  const message = text(event, 'message');
  return part('incident', 'handedUp', { error: [code, message].filter(Boolean).join(': ') });
};

const escalationPropagated: Teller = (event) =>
  part('job', 'escalatedUp', { code: text(event, 'code') });

const calledCancelled: Teller = (event, told) => {
  const { activityId, name } = activityOf(event, told);
  const isNoise = told.item.command.startsWith('cancel_');
  return part('cancelled', 'calledGivenUp', { name }, { activityId, isNoise });
};

/** Who looked at a secret value; the reason is told beside it. */
const revealed: Teller = (event, { actor }) =>
  part('data', 'revealed', { actor, name: text(event, 'name') });

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

/** What somebody did to a task, where there is no more to say. */
const done =
  (words: string): Teller =>
  (event, told) => {
    const { activityId, name } = activityOf(event, told);
    return part('person', words, { actor: told.actor, name }, { activityId });
  };

/** Told where the round of a new approver begins as well; its own words are enough. */
const approverAdded: Teller = (event, told) => {
  if (event.from_user_task_id) return null;
  const { activityId, name } = activityOf(event, told);
  const params = { actor: told.actor, name, to: text(event, 'username') };
  return part('person', 'approverAdded', params, { activityId });
};

const fileMoved =
  (words: string): Teller =>
  (event, told) => {
    const { activityId, name } = activityOf(event, told);
    const file = text(event, 'name');
    return part('person', words, { actor: told.actor, name, file }, { activityId });
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

/** Of a request whose tasks are all in instances that it has called; else each task tells of itself. */
const requestReminded: Teller = (event, told) => {
  if (told.item.events.some((other) => other.type === 'user_task_reminded')) return null;
  const reason = text(event, 'note') || null;
  return part('person', 'requestReminded', { actor: told.actor }, { reason });
};

/** What only the list of a single task tells; the timeline says the same in other ways. */
export const TASK_TELLERS: Record<string, Teller> = {
  user_task_cancelled: taskCancelled,
  user_task_returned: done('returned'),
};

export const TELLERS: Record<string, Teller> = {
  variable_revealed: revealed,
  attachment_added: fileMoved('fileAdded'),
  attachment_removed: fileMoved('fileRemoved'),
  user_task_assigned: assigned,
  user_task_candidates_changed: done('candidatesChanged'),
  user_task_approver_added: approverAdded,
  user_task_changed: taskChanged,
  user_task_commented: done('commented'),
  user_task_comment_edited: done('commentEdited'),
  user_task_comment_deleted: done('commentDeleted'),
  user_task_delegated: delegated,
  user_task_resolved: givenBack,
  user_task_sent_back: sentBack,
  user_task_reminded: reminded,
  user_task_created: taskCreated,
  user_task_completed: taskCompleted,
  activity_chosen: done('chosen'),
  ad_hoc_completed: done('saidOver'),
  activity_started: activityStarted,
  activity_ended: activityEnded,
  job_created: jobCreated,
  job_completed: jobCompleted,
  job_failed: jobFailed,
  subscription_created: subscribed,
  message_received: received,
  signal_thrown: signalThrown,
  message_thrown: messageThrown,
  timer_fired: begunByTimer,
  signal_received: begunBySignal,
  condition_became_true: begunByCondition,
  error_propagated: errorPropagated,
  escalation_propagated: escalationPropagated,
  instance_called: called,
  called_instance_cancelled: calledCancelled,
  process_instance_reminded: requestReminded,
  job_due_at_changed: jobMoved,
  incident_owner_changed: ownerChanged,
  incident_note_changed: noteChanged,
  incident_opened: incidentOpened,
  incident_resolved: incidentResolved,
  process_instance_completed: () => part('finished', 'finished', {}),
};
