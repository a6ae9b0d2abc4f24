/** How a request stands, as its starter would say it. */
import type { Request, WaitingFor } from '@/shared/api';
import { roughly } from '@/shared/format';
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

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** "2 days" for 41 hours: to the next whole day, hour or minute. */
export const about = (seconds: number): string => {
  const ms = seconds * 1_000;
  const units = [DAY, HOUR, 60_000];
  const unit = units.find((one) => Math.round(ms / one) > 0) ?? 60_000;
  return roughly(Math.round(ms / unit) * unit);
};
