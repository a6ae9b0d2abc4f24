import { variableOf } from './variables';

/** Columns of the table of tasks, in the order in which they are offered. */
export const COLUMNS = [
  'name',
  'definition_name',
  'business_key',
  'assignee',
  'candidate_groups',
  'due_at',
  'follow_up_at',
  'priority',
  'created_at',
  'started_by',
  'owner',
  'candidate_users',
  'completed_at',
  'state',
] as const;
export type TaskColumn = (typeof COLUMNS)[number];
/** Of the task, or a searchable variable of its case. */
export type Column = TaskColumn | `variable:${string}`;

export const USUAL_COLUMNS: readonly Column[] = [
  'name',
  'definition_name',
  'business_key',
  'assignee',
  'due_at',
  'priority',
];

export const isTaskColumn = (name: string): name is TaskColumn =>
  (COLUMNS as readonly string[]).includes(name);

export const isColumn = (name: string): name is Column =>
  isTaskColumn(name) || variableOf(name) !== null;

/** What a list can be sorted by, each under the column that shows it. */
export const SORTABLE: Partial<Record<TaskColumn, string>> = {
  name: 'name',
  definition_name: 'definition_key',
  business_key: 'business_key',
  assignee: 'assignee',
  due_at: 'due_at',
  follow_up_at: 'follow_up_at',
  priority: 'priority',
  created_at: 'created_at',
  completed_at: 'completed_at',
};
