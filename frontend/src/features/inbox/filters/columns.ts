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
export type Column = (typeof COLUMNS)[number];

export const USUAL_COLUMNS: readonly Column[] = [
  'name',
  'definition_name',
  'business_key',
  'assignee',
  'due_at',
  'priority',
];

export const isColumn = (name: string): name is Column =>
  (COLUMNS as readonly string[]).includes(name);

/** What a list can be sorted by, each under the column that shows it. */
export const SORTABLE: Partial<Record<Column, string>> = {
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
