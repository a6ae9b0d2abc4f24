/** How the list is parted and ordered. */
import type { UserTask } from '@/shared/api';
import { atHour, calendarDays } from '@/shared/format';

export const GROUPINGS = ['due', 'process', 'priority', 'assignee'] as const;
/** `none`: in the order in which the server sorted them. */
export type GroupBy = (typeof GROUPINGS)[number] | 'done' | 'none';
export type DueGroup = 'overdue' | 'today' | 'later' | 'none';

export interface TaskGroup {
  key: string;
  /** A due group, a process's name, a person, how urgent, or the day on which tasks were done. */
  kind: GroupBy;
  label: string;
  tasks: UserTask[];
  /** Rows that are not loaded yet may belong to it. */
  isMore: boolean;
}

const DUE_ORDER: readonly DueGroup[] = ['overdue', 'today', 'later', 'none'];

/**
 * Days from now on the wall. Asking the calendar takes long for thousands of tasks; as they come in
 * order, it is asked once for each day.
 */
const dayReader = (now: Date): ((at: string) => number) => {
  let [from, to, days] = [Infinity, -Infinity, 0];
  return (at) => {
    const time = Date.parse(at);
    if (time < from || time >= to) {
      days = calendarDays(new Date(time), now);
      [from, to] = [atHour(now, days).getTime(), atHour(now, days + 1).getTime()];
    }
    return days;
  };
};

type ReadDay = ReturnType<typeof dayReader>;

const dueGroup = (task: UserTask, now: Date, readDay: ReadDay): DueGroup => {
  if (!task.due_at) return 'none';
  if (Date.parse(task.due_at) < now.getTime()) return 'overdue';
  return readDay(task.due_at) === 0 ? 'today' : 'later';
};

const compare = (a: string | null, b: string | null): number => {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
};

/** First what is due first, then what matters more, then what waits longer. */
export const byUrgency = (a: UserTask, b: UserTask): number =>
  compare(a.due_at, b.due_at) ||
  b.priority - a.priority ||
  compare(a.created_at, b.created_at) ||
  compare(a.id, b.id);

const byCompletion = (a: UserTask, b: UserTask): number => compare(b.completed_at, a.completed_at);

const USUAL_PRIORITY = 50;
const PRIORITY_ORDER = ['high', 'usual', 'low'] as const;
export type PriorityGroup = (typeof PRIORITY_ORDER)[number];

/** How a person says a number from 0 to 100. */
export const priorityGroup = ({ priority }: Pick<UserTask, 'priority'>): PriorityGroup => {
  if (priority === USUAL_PRIORITY) return 'usual';
  return priority > USUAL_PRIORITY ? 'high' : 'low';
};

const keyOf = (task: UserTask, by: GroupBy, now: Date, readDay: ReadDay): string => {
  if (by === 'due') return dueGroup(task, now, readDay);
  if (by === 'process') return task.definition_name ?? task.definition_key;
  if (by === 'assignee') return task.assignee ?? '';
  if (by === 'priority') return priorityGroup(task);
  if (by === 'none') return '';
  return task.completed_at ? String(readDay(task.completed_at)) : '';
};

/**
 * The groups of a list in order.
 *
 * @param hasMore - Whether the list goes on after these tasks. The server sorts by due date, and what
 *   is done by when it was: what follows belongs to the last group or to those after it.
 */
export const groupTasks = (
  tasks: readonly UserTask[],
  by: GroupBy,
  now: Date,
  hasMore = false,
): TaskGroup[] => {
  const sorted =
    by === 'none' ? [...tasks] : tasks.toSorted(by === 'done' ? byCompletion : byUrgency);
  const readDay = dayReader(now);
  const groups = Map.groupBy(sorted, (task) => keyOf(task, by, now, readDay));
  const keys = [...groups.keys()];
  if (by === 'due')
    keys.sort((a, b) => DUE_ORDER.indexOf(a as DueGroup) - DUE_ORDER.indexOf(b as DueGroup));
  if (by === 'process') keys.sort((a, b) => a.localeCompare(b));
  // What nobody has comes last.
  if (by === 'assignee') keys.sort((a, b) => (a && b ? a.localeCompare(b) : b.length - a.length));
  if (by === 'priority')
    keys.sort(
      (a, b) =>
        PRIORITY_ORDER.indexOf(a as PriorityGroup) - PRIORITY_ORDER.indexOf(b as PriorityGroup),
    );
  const isInOrder = by === 'due' || by === 'done';
  return keys.map((key, at) => ({
    key,
    kind: by,
    label: key,
    tasks: groups.get(key) ?? [],
    isMore: hasMore && (!isInOrder || at === keys.length - 1),
  }));
};

/** The row to open when one leaves: the next, else the one before. */
export const neighbour = (ids: readonly string[], id: string): string | null => {
  const at = ids.indexOf(id);
  if (at === -1) return ids[0] ?? null;
  return ids[at + 1] ?? ids[at - 1] ?? null;
};

/** Rows between two, both included. */
export const range = (ids: readonly string[], from: string, to: string): string[] => {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  if (a === -1 || b === -1) return [to];
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1);
};
