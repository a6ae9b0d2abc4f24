import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { StateBadge, type State } from '@/shared/ui';

/** The state as a person sees it: an incident and waiting for a person are told, too. */
export const stateOf = (instance: ProcessInstance): State => {
  if (instance.state !== 'active') return instance.state;
  if (instance.has_incidents) return 'incident';
  return instance.waiting_at.some((place) => place.user_task_id) ? 'waiting' : 'running';
};

/** How people call it: its business key, else a short id. */
export const nameOf = (instance: Pick<ProcessInstance, 'business_key' | 'id'>): string =>
  instance.business_key || instance.id.slice(-12);

export const InstanceState = ({
  instance,
  look,
}: {
  instance: ProcessInstance;
  look?: 'badge' | 'inline';
}) => <StateBadge state={stateOf(instance)} look={look} />;

/** Where it waits, in words. */
export const WaitingSteps = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const names = [
    ...new Set(instance.waiting_at.map((place) => place.activity_name || place.activity_id)),
  ];
  const [first] = names;
  if (!first) return null;
  return <>{t('steps', { count: names.length, first, more: names.length - 1 })}</>;
};
