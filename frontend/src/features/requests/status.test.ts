import { describe, expect, it } from 'vitest';
import type { Request, WaitingFor } from '@/shared/api';
import { about, holdersOf, statusOf } from './status';

const waiting: WaitingFor = {
  user_task_id: 't',
  name: 'Approve',
  activity_id: 'approve',
  process_instance_id: 'i',
  assignee: null,
  candidate_users: ['ada'],
  candidate_groups: ['managers'],
  since: '2026-11-20T10:00:00Z',
  due_at: null,
};

const request = (more: Partial<Request>): Request =>
  ({ state: 'active', has_incidents: false, waiting_for: [], ...more }) as Request;

describe('how a request stands', () => {
  it.each([
    [{ waiting_for: [waiting] }, 'withPeople'],
    [{}, 'running'],
    [{ has_incidents: true, waiting_for: [waiting] }, 'heldUp'],
    [{ state: 'suspended' }, 'paused'],
    [{ state: 'completed' }, 'done'],
    [{ state: 'cancelled', has_incidents: true }, 'cancelled'],
  ] as const)('%o is %s', (more, status) => {
    expect(statusOf(request(more as Partial<Request>))).toBe(status);
  });

  it('names who has it, else who may take it', () => {
    expect(holdersOf(waiting)).toEqual(['managers', 'ada']);
    expect(holdersOf({ ...waiting, assignee: 'bob' })).toEqual(['bob']);
  });

  it.each([
    [41 * 3_600, '2 days'],
    [30 * 3_600, '1 day'],
    [95 * 60, '2 h'],
    [20, '1 min'],
  ])('usually takes: %d s are about %s', (seconds, words) => {
    expect(about(seconds)).toBe(words);
  });
});
