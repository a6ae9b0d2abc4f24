/** Shapes around user tasks: what is said, what happened, what is kept to find them. */
import type { JsonObject } from './json';
import type { FieldProblem } from './problem';
import type { InstanceState, UserTask, Variables } from './types';

/** An earlier task of the instance, and whether a task may be sent back to it. */
export interface SendBackTarget {
  activity_id: string;
  name: string;
  completed_by: string | null;
  completed_at: string | null;
  is_possible: boolean;
  problem: { code: string; detail: string; remedy: string | null } | null;
}

/** Why a command was refused for one task out of many, and what is wrong in which field. */
export interface Refusal {
  code: string;
  title: string;
  detail: string;
  errors: FieldProblem[];
}

/** What became of one task out of many. */
export interface TaskResult {
  id: string;
  user_task: UserTask | null;
  problem: Refusal | null;
}

export interface TaskResults {
  succeeded: number;
  failed: number;
  items: TaskResult[];
}

export interface Person {
  username: string;
  first_name: string;
  last_name: string;
}

export interface TaskComment {
  id: string;
  author: string;
  text: string;
  mentions: string[];
  created_at: string;
  edited_at: string | null;
}

/** One thing that happened to a task; `details` as in the journal of its instance. */
export interface TaskEvent {
  id: string;
  at: string;
  actor: string | null;
  command: string;
  type: string;
  details: JsonObject;
}

export interface SortKey {
  field: string;
  order: 'asc' | 'desc';
}

/** A saved search for tasks. */
export interface TaskFilter {
  id: string;
  name: string;
  description: string;
  owner: string;
  /** Functions such as `currentUser()` stand for what is true when somebody looks. */
  criteria: JsonObject;
  columns: string[];
  sort: SortKey[];
  position: number;
  shared_with: string[];
  can_edit: boolean;
  revision: number;
  created_at: string;
  updated_at: string;
}

/** An open task of a request: who has it, or who may take it. */
export interface WaitingFor {
  user_task_id: string;
  name: string | null;
  activity_id: string;
  process_instance_id: string;
  assignee: string | null;
  candidate_users: string[];
  candidate_groups: string[];
  since: string;
  due_at: string | null;
}

/** An instance as its starter follows it. */
export interface Request {
  id: string;
  definition_id: string;
  definition_key: string;
  definition_name: string | null;
  version: number;
  business_key: string | null;
  state: InstanceState;
  has_incidents: boolean;
  started_at: string;
  ended_at: string | null;
  /** The oldest fifty. */
  waiting_for: WaitingFor[];
  waiting_for_count: number;
  /** Different user tasks that people have completed in it. */
  steps_done: number;
  /** Known where enough earlier ones were completed. */
  usual_seconds: number | null;
  can_withdraw: boolean;
  why_not_withdraw: string | null;
  can_remind: boolean;
  reminded_at: string | null;
  remind_again_at: string | null;
}

/** What a person typed into a start form and has not sent. */
export interface StartDraft extends Variables {
  business_key: string;
  updated_at: string | null;
  /** The form that it was typed into; null without one. */
  form_version: number | null;
  /** Typed into another form than the process asks for now. */
  is_outdated: boolean;
  /** What the fields of that form were called, by key. */
  labels: Record<string, string>;
  revision: number;
}
