/** The journal of an instance in the words of people. */
import type { ActivityInstance, HistoryItem, TaskEvent, UserTask } from '@/shared/api';
import { humanize } from '@/shared/format';
import {
  activityOf,
  part,
  TASK_TELLERS,
  TELLERS,
  text,
  type HistoryLine,
  type LineKind,
  type NameOf,
  type Part,
  type Teller,
  type Told,
  type Visit,
} from './tellers';

const COMMANDS: [RegExp, LineKind, string][] = [
  [/^start_/, 'started', 'started'],
  [/^cancel_/, 'cancelled', 'cancelled'],
  [/^withdraw_/, 'cancelled', 'withdrawn'],
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
  if (kind === 'cancelled' && reason) return [part(kind, `${words}For`, { actor, reason })];
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
