/** Shapes of the REST API that the pages read. Times are RFC 3339 text in UTC. */
import type { Json, JsonObject } from './json';
import type { FieldProblem } from './problem';

export type { ConnectorTemplate, TemplateProperty } from './connectorTypes';

export type Permission =
  | 'deployment.create'
  | 'deployment.delete'
  | 'draft.edit'
  | 'process_definition.read'
  | 'process_instance.start'
  | 'process_instance.read'
  | 'process_instance.operate'
  | 'identity.administer';

export interface Me {
  id: string;
  username: string;
  first_name: string;
  last_name: string;
  email: string;
  /** Of pages and mails; null where the browser decides. */
  language: 'en' | 'de' | null;
  groups: string[];
  /** Those that hold everywhere. */
  permissions: Permission[];
  /** Keys of process definitions, by permission that holds only for them. */
  definition_permissions?: Partial<Record<Permission, string[]>>;
  is_admin: boolean;
}

export interface Page<T> {
  items: T[];
  page: {
    next_cursor: string | null;
    previous_cursor: string | null;
    total: number | null;
    total_is_estimate?: boolean;
  };
}

export interface SearchBody {
  filter?: JsonObject;
  sort?: { field: string; order: 'asc' | 'desc' }[];
  page?: { limit?: number; cursor?: string | null };
  include_total?: boolean;
}

export type InstanceState = 'active' | 'suspended' | 'completed' | 'cancelled';

export interface WaitingAt {
  activity_id: string;
  activity_type: string;
  activity_name: string | null;
  activity_instance_id: string | null;
  user_task_id: string | null;
  job_id: string | null;
  incident_id: string | null;
  subscription_id: string | null;
  called_instance_id: string | null;
}

/** An ad-hoc sub-process that is open, and what may be begun in it. */
export interface AdHoc {
  activity_instance_id: string;
  activity_id: string;
  activity_name: string | null;
  is_chosen: boolean;
  can_complete: boolean;
  activities: { activity_id: string; activity_name: string | null; problem: string | null }[];
}

export interface Choices {
  items: AdHoc[];
}

export type VariableTypes = Record<string, string>;

export interface Variables {
  variables: JsonObject;
  variable_types: VariableTypes;
  /** Names of those for whose values null stands. */
  secret_variables?: string[];
}

/** The value of a secret variable, for who gave a reason. */
export interface RevealedVariable {
  name: string;
  value: Json;
  variable_types: VariableTypes;
}

/** The variables of one visit that lasts. */
export interface LocalScope extends Variables {
  activity_instance_id: string;
  activity_id: string;
  activity_name: string | null;
  activity_type: string;
  loop_index: number | null;
  parent_id: string | null;
}

export interface LocalScopes {
  items: LocalScope[];
  is_cut: boolean;
}

export interface ProcessInstance {
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
  started_by: string | null;
  parent_id: string | null;
  root_id: string;
  waiting_at: WaitingAt[];
  variables?: JsonObject;
  variable_types?: VariableTypes;
}

export interface UserTask {
  id: string;
  name: string | null;
  activity_id: string;
  process_instance_id: string;
  definition_id: string;
  definition_key: string;
  definition_name: string | null;
  business_key: string | null;
  assignee: string | null;
  owner: string | null;
  candidate_users: string[];
  candidate_groups: string[];
  priority: number;
  due_at: string | null;
  follow_up_at: string | null;
  state: 'open' | 'completed' | 'cancelled';
  suspended: boolean;
  created_at: string;
  completed_at: string | null;
  form_key: string | null;
  /** Of the form's one version; null without a form. */
  form_id: string | null;
  revision: number;
  can_claim: boolean;
  can_complete: boolean;
  why_not: string | null;
  started_by: string | null;
  delegation_state: 'pending' | 'resolved' | null;
  /** Who may not do it, having done what it checks. */
  excluded_users: string[];
  /** Whether this person may give it to anybody, and change who may take it. */
  can_assign: boolean;
  can_delegate: boolean;
  can_resolve: boolean;
  /** Whether this person may change its priority and its dates. */
  can_change: boolean;
  /** Whether an earlier task was completed to which it might go back. */
  can_send_back: boolean;
  can_add_approver: boolean;
  /** Those that the columns of a kept filter ask for. */
  variables?: Record<string, unknown> | null;
  variable_types?: Record<string, string> | null;
}

export interface Outcome {
  value: string;
  label: string;
}

/** A form as it is bound to a task or to a start. */
export interface BoundForm {
  id: string;
  key: string;
  version: number;
  version_tag: string | null;
  name: string;
  schema: Json;
  outcome_variable: string;
  outcomes: Outcome[];
  needs_outcome: boolean;
}

/** Values to work on, with the form that shows them where there is one. */
export interface TaskForm extends Variables {
  form: BoundForm | null;
}

/** Where an instance can begin. */
export interface StartPlace {
  activity_id: string;
  activity_name: string;
  kind: 'none' | 'message' | 'signal' | 'timer' | 'conditional';
  name: string | null;
  condition: string | null;
  due_at: string | null;
  cycle: string | null;
  suspended: boolean;
  is_default: boolean;
  can_choose: boolean;
  /** Whether an instance begins there only when all its triggers have happened. */
  needs_all: boolean;
  /** How often this one has, and is kept until the rest has. */
  happened: number;
}

export interface TaskCounts {
  mine: number;
  groups: number;
  unassigned: number;
  overdue: number;
  due_today: number;
  follow_up: number;
  mentioned: number;
  /** Views that hold more than the 1,000 to which each is counted. */
  more: string[];
}

export interface Incident {
  id: string;
  kind: string;
  process_instance_id: string;
  definition_key: string;
  definition_name: string | null;
  business_key: string | null;
  activity_id: string;
  activity_name: string | null;
  job_id: string | null;
  message: string;
  detail: string | null;
  fingerprint: string;
  created_at: string;
  resolved_at: string | null;
  owner: string | null;
  note: string | null;
}

/** Incidents of one and the same fault, all open or all resolved. */
export interface IncidentGroup {
  fingerprint: string;
  count: number;
  first_at: string;
  last_at: string;
  kind: string;
  definition_key: string;
  definition_name: string | null;
  activity_id: string;
  activity_name: string | null;
  /** Who looks after one or more of them. */
  owners: string[];
  /** Of the newest that has one. */
  note: string | null;
  /** How many were opened in each of the last sixteen hours, oldest first. */
  by_hour: number[];
  /** The newest of them. */
  sample: Incident;
}

export interface IncidentGroupRetry {
  retried: number;
  /** How many of those stand at the same step again. */
  failed_again: number;
  failed: { incident_id: string; code: string; detail: string }[];
  /** How many were not reached; they are asked for after the last one that was. */
  remaining: number;
  last_id: string;
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  suspended: boolean;
  process_instance_id: string;
  definition_key: string;
  activity_id: string;
  activity_name: string | null;
  due_at: string;
  retries_left: number;
  deaths: number;
  last_error: string | null;
  worker: string | null;
  lease_until: string | null;
  created_at: string;
}

export interface ActivityInstance {
  id: string;
  /** Its number in the instance, by which the history tells of it. */
  visit: number;
  /** Number of the visit that it lies in; 0 for the instance itself. */
  scope: number;
  activity_id: string;
  activity_name: string | null;
  activity_type: string;
  started_at: string;
  ended_at: string | null;
  outcome: string | null;
  loop_index: number | null;
  called_instance_id: string | null;
}

/** A message that an instance waits for. */
export interface Subscription {
  id: string;
  kind: string;
  name: string;
  correlation_key: string | null;
  suspended: boolean;
  process_instance_id: string;
  activity_id: string;
  activity_name: string | null;
  created_at: string;
}

/** A message that nobody has received yet. */
export interface KeptMessage {
  id: string;
  name: string;
  correlation_key: string | null;
  business_key: string | null;
  process_instance_id: string | null;
  definition_key: string | null;
  activity_id: string | null;
  sent_by: string;
  sent_at: string;
  expires_at: string;
  discarded_at: string | null;
  discarded_by: string | null;
  discard_reason: string | null;
}

export interface HistoryEvent {
  type: string;
  [detail: string]: Json | undefined;
}

export interface HistoryItem {
  id: string;
  at: string;
  actor: string | null;
  command: string;
  /** Null where no token moved. */
  revision: number | null;
  events: HistoryEvent[];
}

export interface InstancePath {
  activities: Record<string, number>;
  flows: Record<string, number>;
}

export interface ProcessDefinition {
  id: string;
  key: string;
  name: string | null;
  version: number;
  version_tag: string | null;
  title: string | null;
  documentation?: string | null;
  state: 'active' | 'suspended';
  deployed_at: string;
  deployed_by: string | null;
  /** What was said at deployment. */
  note?: string | null;
  deployment_id: string;
  resource_name: string;
  business_key_policy?: string | null;
  running?: number;
  finished?: number;
  /** More have ended: counting stopped there. */
  finished_is_estimate?: boolean;
  incidents?: number;
  can_start: boolean;
}

export interface ActivityStatistics {
  activity_id: string;
  running: number;
  /** More are there: counting stopped there. */
  running_is_estimate: boolean;
  incidents: number;
  /** In the sample, those that last as well. */
  visits: number;
  /** How long visits took in the sample; null where none has ended. */
  median_seconds: number | null;
  p95_seconds: number | null;
}

export interface DefinitionStatistics {
  running: number;
  finished: number;
  finished_is_estimate: boolean;
  incidents: number;
  /** The instances of which visits are told: the newest, unless they are all there are. */
  sample: { instances: number; since: string | null; is_all: boolean };
  activities: ActivityStatistics[];
}

export interface Draft {
  id: string;
  kind: string;
  name: string;
  key: string | null;
  content: string;
  updated_at: string;
  updated_by: string | null;
  revision: number;
  problems?: FieldProblem[];
}

export interface ModelCheck {
  errors: FieldProblem[];
  warnings: FieldProblem[];
}

/** When a timer would fire that is armed now. */
export interface TimerPreview {
  firings: string[];
  has_more: boolean;
  /** Variables on which its time depends. */
  reads: string[];
  errors: FieldProblem[];
}

export interface Deployment {
  id: string | null;
  name: string;
  deployed_at: string | null;
  process_definitions: {
    id: string | null;
    key: string;
    name?: string | null;
    version: number | null;
    resource_name?: string | null;
  }[];
  warnings: FieldProblem[];
  duplicate: boolean;
}

export interface ApiToken {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  /** A day, or null where it was never used. */
  last_used_on: string | null;
  /** Only in the answer that makes it. */
  token?: string;
}

export interface User {
  id: string;
  username: string;
  first_name: string;
  last_name: string;
  email: string;
  groups: string[];
  is_active: boolean;
  is_admin: boolean;
  date_joined: string;
}

export interface Group {
  name: string;
  display_name: string;
  members: number;
}
