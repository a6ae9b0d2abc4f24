import { describe, expect, it } from 'vitest';
import type { WaitingAt } from '@/shared/api';
import type { Written } from './changes';
import { badgesOf, marksOf, placesIn } from './marks';

const place = (activity_id: string, part: Partial<WaitingAt>): WaitingAt =>
  ({
    activity_id,
    activity_type: 'user_task',
    user_task_id: null,
    job_id: null,
    incident_id: null,
    ...part,
  }) as WaitingAt;
const wrote = (name: string, ...steps: string[]) =>
  ({ changes: [{ name, steps }] }) as unknown as Written;
const words = {
  waiting: (count: number) => `${count} waiting`,
  incident: (count: number) => `${count} failed`,
  job: (count: number) => `${count} running`,
  visits: (count: number) => `${count} visits`,
  took: (time: string) => `took ${time}`,
  wrote: (names: string) => `wrote ${names}`,
};

describe('marks on the diagram', () => {
  it('shows the worst state of a step', () => {
    const one = [
      place('approve', { user_task_id: 't' }),
      place('approve', { incident_id: 'i' }),
      place('book', { job_id: 'j' }),
    ];
    expect(marksOf(one)).toEqual({ approve: 'incident', book: 'running' });
  });

  it('puts a token for each state, a number where several wait, and visits elsewhere', () => {
    const one = [
      place('approve', { user_task_id: 't1' }),
      place('approve', { user_task_id: 't2' }),
      place('approve', { job_id: 'j', incident_id: 'i' }),
      place('book', { job_id: 'j2' }),
    ];
    const visits = { approve: 3, check: 2, begin: 1 };
    expect(badgesOf(one, { visits, durations: {}, written: [] }, words)).toEqual([
      { activityId: 'check', state: 'plain', text: '2×', label: '2 visits' },
      { activityId: 'approve', state: 'incident', text: '', label: '1 failed' },
      { activityId: 'approve', state: 'waiting', text: '2', label: '2 waiting' },
      { activityId: 'book', state: 'running', text: '', label: '1 running' },
    ]);
  });

  it('tells what each step wrote, each name once, and how long it took', () => {
    const written = [
      wrote('level', 'check'),
      wrote('amount', 'check', 'book'),
      wrote('amount', 'check'),
      wrote('a_rather_long_name', 'mail'),
    ];
    const long = { state: 'plain', isLong: true };
    expect(badgesOf([], { visits: {}, durations: { book: 61_000 }, written }, words)).toEqual([
      { ...long, activityId: 'check', text: 'amount +1', label: 'wrote amount, level' },
      { ...long, activityId: 'book', text: 'amount', label: 'wrote amount' },
      { ...long, activityId: 'mail', text: 'a_rather_long…', label: 'wrote a_rather_long_name' },
      { activityId: 'book', state: 'plain', text: '1 min 1 s', label: 'took 1 min 1 s' },
    ]);
  });

  it('leaves out what nobody wants to see', () => {
    const one = [
      place('approve', { incident_id: 'i' }),
      place('approve', { user_task_id: 't' }),
      place('book', { incident_id: 'i2' }),
    ];
    const shown = (tokens: boolean, incidents: boolean) =>
      marksOf(placesIn(one, { tokens, incidents }));
    expect(shown(true, false)).toEqual({ approve: 'waiting' });
    expect(shown(false, true)).toEqual({ approve: 'incident', book: 'incident' });
    expect(shown(false, false)).toEqual({});
  });
});
