/** Why a person sees a task, and why nothing can be done with it. */
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { isDelegated } from './offers';

export const useWhy = (task: UserTask): string => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const shared = task.candidate_groups.filter((group) => me.groups.includes(group));
  if (isDelegated(task) && task.assignee === me.username) {
    return t('rail.whyDelegate', { person: task.owner ?? '' });
  }
  if (isDelegated(task) && task.owner === me.username) return t('rail.whyOwner');
  if (task.assignee === me.username) return t('rail.whyAssignee');
  if (shared.length > 0) return t('rail.whyGroups', { groups: shared.join(', ') });
  if (task.candidate_users.includes(me.username)) return t('rail.whyUser');
  if (task.started_by === me.username) return t('rail.whyStarter');
  return t('rail.whyOther');
};

/** Why nothing can be done here, or what to know before; null where all is open. */
export const useWhyNot = (task: UserTask): string | null => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const now = useNow();
  const time = task.completed_at ? moment(new Date(task.completed_at), now) : '';
  const person = task.assignee ?? '';
  if (task.state === 'completed') return t('task.completedAt', { time });
  if (task.state === 'cancelled') return t('task.cancelled', { time });
  if (task.suspended) return t('task.suspended');
  if (isDelegated(task)) {
    const owner = task.owner ?? '';
    if (person === me.username) return t('task.delegatedToYou', { owner });
    if (owner === me.username) return t('task.delegatedByYou', { person });
    return t('task.delegated', { owner, person });
  }
  if (task.excluded_users.includes(me.username)) return t('task.fourEyes');
  if (person && person !== me.username) return t('task.isTaken', { name: person });
  if (task.can_claim && !person) return null;
  return task.can_complete ? null : t('task.notCandidate');
};
