/** How the list is parted and ordered. */
import type { UserTask } from '@/shared/api';
import { calendarDays } from '@/shared/format';

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
}

const DUE_ORDER: readonly DueGroup[] = ['overdue', 'today', 'later', 'none'];

export const dueGroup = (task: UserTask, now: Date): DueGroup => {
  if (!task.due_at) return 'none';
  const due = new Date(task.due_at);
  if (due < now) return 'overdue';
  return calendarDays(due, now) === 0 ? 'today' : 'later';
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

const priorityGroup = ({ priority }: UserTask): PriorityGroup => {
  if (priority === USUAL_PRIORITY) return 'usual';
  return priority > USUAL_PRIORITY ? 'high' : 'low';
};

const keyOf = (task: UserTask, by: GroupBy, now: Date): string => {
  if (by === 'due') return dueGroup(task, now);
  if (by === 'process') return task.definition_name ?? task.definition_key;
  if (by === 'assignee') return task.assignee ?? '';
  if (by === 'priority') return priorityGroup(task);
  if (by === 'none') return '';
  return task.completed_at ? String(calendarDays(new Date(task.completed_at), now)) : '';
};

export const groupTasks = (tasks: readonly UserTask[], by: GroupBy, now: Date): TaskGroup[] => {
  const sorted =
    by === 'none' ? [...tasks] : tasks.toSorted(by === 'done' ? byCompletion : byUrgency);
  const groups = Map.groupBy(sorted, (task) => keyOf(task, by, now));
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
  return keys.map((key) => ({ key, kind: by, label: key, tasks: groups.get(key) ?? [] }));
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
