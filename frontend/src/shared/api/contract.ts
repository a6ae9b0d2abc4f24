/**
 * Holds the shapes that the pages read against those that the server describes. Nothing here runs: a page that would
 * read what the server no longer sends does not compile. `generated.ts` is made from the OpenAPI document by
 * `npm run api`.
 */
import type { components } from './generated';
import type * as decisions from './decisions';
import type * as notifications from './notifications';
import type * as tasks from './tasks';
import type * as ours from './types';

type Server = components['schemas'];
/** Members whose own type is wider in the description: any JSON, or plain text for a closed set of names. */
type Open =
  | 'variables'
  | 'value'
  | 'variable_types'
  | 'form'
  | 'schema'
  | 'events'
  | 'permissions'
  | 'definition_permissions'
  | 'problems'
  | 'errors'
  | 'warnings'
  | 'process_definitions'
  | 'criteria'
  | 'details'
  | 'sort'
  | 'decisions';

type Reads<
  Ours,
  Theirs extends Omit<Ours, Open> & Record<keyof Required<Ours> & Open & keyof Theirs, unknown>,
> = Theirs;

export type Contract = [
  Reads<ours.Me, Server['MeView']>,
  Reads<notifications.NotificationMail, Server['NotificationMailView']>,
  Reads<ours.WaitingAt, Server['WaitingAt']>,
  Reads<ours.UserTask, Server['UserTaskView']>,
  Reads<tasks.TaskResults, Server['TaskResultsView']>,
  Reads<tasks.Person, Server['PersonView']>,
  Reads<tasks.TaskComment, Server['TaskCommentView']>,
  Reads<tasks.TaskEvent, Server['TaskEventView']>,
  Reads<tasks.Request, Server['RequestView']>,
  Reads<tasks.TaskFilter, Server['TaskFilterView']>,
  Reads<tasks.SendBackTarget, Server['SendBackTargetView']>,
  Reads<ours.TaskForm, Server['TaskFormView']>,
  Reads<ours.BoundForm, Server['ShownForm']>,
  Reads<ours.StartPlace, Server['StartView']>,
  Reads<ours.TaskCounts, Server['InboxCounts']>,
  Reads<tasks.StartDraft, Server['StartDraftView']>,
  Reads<ours.Incident, Server['IncidentView']>,
  Reads<notifications.Notification, Server['NotificationView']>,
  Reads<notifications.UnreadCount, Server['UnreadCount']>,
  Reads<notifications.NotificationSettings, Server['NotificationSettingsView']>,
  Reads<ours.IncidentGroup, Server['IncidentGroupView']>,
  Reads<ours.IncidentGroupRetry, Server['IncidentGroupRetryView']>,
  Reads<ours.Job, Server['JobView']>,
  Reads<ours.Subscription, Server['SubscriptionView']>,
  Reads<ours.KeptMessage, Server['KeptMessageView']>,
  Reads<ours.LocalScope, Server['LocalScopeView']>,
  Reads<ours.RevealedVariable, Server['RevealedVariableView']>,
  Reads<ours.ActivityInstance, Server['ActivityInstanceView']>,
  Reads<ours.HistoryItem, Server['HistoryEventView']>,
  Reads<ours.InstancePath, Server['PathView']>,
  Reads<ours.ProcessInstance, Server['ProcessInstanceView']>,
  Reads<ours.DefinitionStatistics, Server['StatisticsView']>,
  Reads<ours.ApiToken, Server['TokenView']>,
  Reads<ours.User, Server['UserView']>,
  Reads<ours.Group, Server['GroupView']>,
  Reads<ours.ConnectorTemplate, Server['ConnectorTemplate']>,
  Reads<ours.TimerPreview, Server['TimerPreviewView']>,
  Reads<decisions.DecisionEvaluation, Server['DecisionEvaluationView']>,
];
