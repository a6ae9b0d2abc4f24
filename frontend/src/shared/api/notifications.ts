/** Shapes of what people are told, in the pages and by mail, and of how they want it. */

export type NotificationKind =
  | 'task_assigned'
  | 'task_delegated'
  | 'task_resolved'
  | 'task_offered'
  | 'mentioned'
  | 'task_commented'
  | 'task_due_soon'
  | 'task_overdue'
  | 'task_reminded'
  | 'request_needs_me'
  | 'request_finished'
  | 'request_cancelled';

/** One thing that the person is told. */
export interface Notification {
  id: string;
  kind: NotificationKind;
  at: string;
  is_read: boolean;
  title: string;
  actor: string | null;
  user_task_id: string | null;
  process_instance_id: string;
  definition_key: string;
  definition_name: string;
  business_key: string | null;
  due_at: string | null;
  note: string | null;
  excerpt: string | null;
}

export interface UnreadCount {
  unread: number;
}

export interface NotificationChoice {
  kind: NotificationKind;
  in_app: 'immediately' | 'off';
  mail: 'immediately' | 'digest' | 'off';
}

/** A mail to one person, as operators see it. */
export interface NotificationMail {
  id: string;
  username: string;
  email: string;
  is_digest: boolean;
  items: number;
  state: 'waiting' | 'sent' | 'dropped' | 'failed';
  attempts: number;
  last_error: string | null;
  created_at: string;
  due_at: string;
  finished_at: string | null;
}

/** How the person wants to be told. */
export interface NotificationSettings {
  choices: NotificationChoice[];
  quiet_from: string | null;
  quiet_until: string | null;
  digest_hour: number;
  time_zone: string;
  muted_processes: string[];
  email: string;
  mail_problem: string | null;
  revision: number;
}
