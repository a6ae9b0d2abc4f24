/** What a person can do with a task, or with several; nothing else is offered. */
import type { UserTask } from '@/shared/api';

export type Offer =
  | 'complete'
  | 'assign'
  | 'delegate'
  | 'sendBack'
  | 'addApprover'
  | 'followUp'
  | 'due'
  | 'priority'
  | 'candidates';

/** What can be asked for with one task as with several. */
export const OFFERS: readonly Exclude<Offer, 'complete'>[] = [
  'assign',
  'delegate',
  'sendBack',
  'addApprover',
  'followUp',
  'due',
  'priority',
  'candidates',
];

/** What can be asked for with a selection: one task alone is completed where its form is. */
export const OFFERS_FOR_MANY: readonly Offer[] = ['complete', ...OFFERS];

/** Ask the person for what it takes. */
export type Ask = (offer: Offer, tasks: readonly UserTask[]) => void;

/** The key of each; shown in the menu and in the sheet of keys. */
export const OFFER_KEYS: Record<Offer, string> = {
  complete: 'Mod+Enter',
  assign: 'a',
  delegate: 'd',
  sendBack: 'b',
  addApprover: 'Shift+a',
  followUp: 's',
  due: 'Shift+d',
  priority: 'p',
  candidates: 'Shift+c',
};

/** What can be done with several tasks at once. */
const FOR_MANY: ReadonlySet<Offer> = new Set<Offer>([
  'complete',
  'assign',
  'followUp',
  'due',
  'priority',
]);

export const isHeldBy = (task: UserTask, username: string): boolean =>
  task.state === 'open' && !task.suspended && task.assignee === username;

const isCompletable = (task: UserTask): boolean =>
  task.can_complete && !task.suspended && task.state === 'open';

/** Tasks of one kind take the same entries: one form, or without forms the same step. */
const kindOf = (task: UserTask): string =>
  task.form_id ?? `${task.definition_key} ${task.activity_id}`;

/** Whether there are tasks among these that could be completed, but not with the same entries. */
export const areOfDifferentForms = (tasks: readonly UserTask[]): boolean =>
  new Set(tasks.filter(isCompletable).map(kindOf)).size > 1;

export const isDelegated = (task: UserTask): boolean => task.delegation_state === 'pending';

export const offers = (task: UserTask, offer: Offer, username: string): boolean => {
  if (offer === 'complete') return isCompletable(task);
  if (offer === 'assign') return task.can_assign;
  if (offer === 'delegate') return task.can_delegate;
  if (offer === 'sendBack') return task.can_send_back;
  if (offer === 'addApprover') return task.can_add_approver;
  if (offer === 'candidates') return task.can_assign || isHeldBy(task, username);
  return task.can_change;
};

/** The tasks among these with which something can be done; none where it is for one task only. */
export const fit = (tasks: readonly UserTask[], offer: Offer, username: string): UserTask[] => {
  if (tasks.length > 1 && !FOR_MANY.has(offer)) return [];
  if (offer === 'complete' && areOfDifferentForms(tasks)) return [];
  return tasks.filter((task) => offers(task, offer, username));
};
