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

/** Pixels: columns that do not depend on what stands in them stay where they are while one scrolls. */
const WIDTHS: Record<TaskColumn, number> = {
  name: 240,
  definition_name: 180,
  business_key: 160,
  assignee: 128,
  candidate_groups: 160,
  due_at: 136,
  follow_up_at: 176,
  priority: 104,
  created_at: 176,
  started_by: 128,
  owner: 128,
  candidate_users: 160,
  completed_at: 176,
  state: 128,
};
const VARIABLE_WIDTH = 160;

export const widthOf = (column: Column): number =>
  isTaskColumn(column) ? WIDTHS[column] : VARIABLE_WIDTH;
