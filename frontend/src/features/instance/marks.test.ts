import { describe, expect, it } from 'vitest';
import type { ProcessInstance, WaitingAt } from '@/shared/api';
import { badgesOf, marksOf } from './marks';

const place = (activity_id: string, part: Partial<WaitingAt>): WaitingAt =>
  ({
    activity_id,
    activity_type: 'user_task',
    user_task_id: null,
    job_id: null,
    incident_id: null,
    ...part,
  }) as WaitingAt;
const instance = (...waiting_at: WaitingAt[]) => ({ waiting_at }) as ProcessInstance;
const words = {
  waiting: (count: number) => `${count} waiting`,
  incident: (count: number) => `${count} failed`,
  job: (count: number) => `${count} running`,
  visits: (count: number) => `${count} visits`,
};

describe('marks on the diagram', () => {
  it('shows the worst state of a step', () => {
    const one = instance(
      place('approve', { user_task_id: 't' }),
      place('approve', { incident_id: 'i' }),
      place('book', { job_id: 'j' }),
    );
    expect(marksOf(one)).toEqual({ approve: 'incident', book: 'running' });
  });

  it('puts a token for each state, a number where several wait, and visits elsewhere', () => {
    const one = instance(
      place('approve', { user_task_id: 't1' }),
      place('approve', { user_task_id: 't2' }),
      place('approve', { job_id: 'j', incident_id: 'i' }),
      place('book', { job_id: 'j2' }),
    );
    expect(badgesOf(one, { approve: 3, check: 2, begin: 1 }, words)).toEqual([
      { activityId: 'approve', state: 'incident', text: '', label: '1 failed' },
      { activityId: 'approve', state: 'waiting', text: '2', label: '2 waiting' },
      { activityId: 'book', state: 'running', text: '', label: '1 running' },
      { activityId: 'check', state: 'plain', text: '2×', label: '2 visits' },
    ]);
  });
});
