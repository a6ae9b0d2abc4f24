import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClockExclamation,
  IconHourglass,
  IconLoader2,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export type State =
  'waiting' | 'running' | 'completed' | 'incident' | 'suspended' | 'cancelled' | 'overdue';

export const STATE_ICONS = {
  waiting: IconHourglass,
  running: IconLoader2,
  completed: IconCircleCheck,
  incident: IconAlertTriangle,
  suspended: IconPlayerPause,
  cancelled: IconBan,
  overdue: IconClockExclamation,
} satisfies Record<State, unknown>;

export const StateIcon = ({ state, size = 14 }: { state: State; size?: number }) => {
  const Icon = STATE_ICONS[state];
  return <Icon size={size} aria-hidden />;
};

interface Props {
  state: State;
  /** Words other than the state's own name. */
  children?: ReactNode;
  /** `inline` has no tint. */
  look?: 'badge' | 'inline';
  title?: string;
}

/** A state is always icon and word; colour is only the third channel. */
export const StateBadge = ({ state, children, look = 'badge', title }: Props) => {
  const { t } = useTranslation();
  return (
    <span className={look === 'badge' ? 'k-badge' : 'k-inline'} data-state={state} title={title}>
      <StateIcon state={state} />
      {children ?? t(`state.${state}`)}
    </span>
  );
};
