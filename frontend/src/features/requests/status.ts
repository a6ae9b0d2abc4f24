/** How a request stands, as its starter would say it. */
import type { Request, WaitingFor } from '@/shared/api';
import type { State } from '@/shared/ui';

export type Status = 'withPeople' | 'running' | 'heldUp' | 'paused' | 'done' | 'cancelled';

export const statusOf = (request: Request): Status => {
  const { state, has_incidents, waiting_for } = request;
  if (state === 'completed') return 'done';
  if (state === 'cancelled') return 'cancelled';
  if (state === 'suspended') return 'paused';
  if (has_incidents) return 'heldUp';
  return waiting_for.length > 0 ? 'withPeople' : 'running';
};

export const STATES: Record<Status, State> = {
  withPeople: 'waiting',
  running: 'running',
  heldUp: 'incident',
  paused: 'suspended',
  done: 'completed',
  cancelled: 'cancelled',
};

/** Who has it: the person, else those who may take it. */
export const holdersOf = ({ assignee, candidate_groups, candidate_users }: WaitingFor): string[] =>
  assignee ? [assignee] : [...candidate_groups, ...candidate_users];
