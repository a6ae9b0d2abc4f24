import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '@/shared/api';
import { momentAt } from './moments';

const began = (visit: number, activity_id: string, activity_type: string) => ({
  type: 'activity_started',
  visit,
  activity_id,
  activity_type,
});
const ended = (visit: number) => ({ type: 'activity_ended', visit, outcome: 'completed' });
const flow = (flow_id: string) => ({ type: 'flow_taken', flow_id });
const item = (...events: HistoryItem['events']): HistoryItem => ({
  id: 'one',
  at: '2026-11-20T10:00:00.000Z',
  actor: 'ada',
  command: 'some_command',
  revision: 1,
  events,
});

const RECORD = [
  item(
    began(1, 'begin', 'start_event'),
    ended(1),
    flow('f1'),
    began(2, 'look', 'multi_instance_body'),
    began(3, 'look', 'user_task'),
    { type: 'user_task_created', visit: 3, activity_id: 'look', user_task_id: 'task' },
  ),
  item(ended(3), ended(2), flow('f2'), began(4, 'sum', 'script_task'), {
    type: 'incident_opened',
    visit: 4,
    activity_id: 'sum',
    incident_id: 'fault',
  }),
  item({ type: 'incident_resolved', visit: 4 }, ended(4), flow('f3'), {
    type: 'job_created',
    kind: 'async_before',
    visit: 5,
    activity_id: 'post',
    job_id: 'job',
  }),
  item(
    { type: 'job_completed', job_id: 'job', activity_id: 'post' },
    began(5, 'post', 'end_event'),
    ended(5),
    { type: 'process_instance_completed' },
  ),
];

const standing = (index: number) =>
  momentAt(RECORD, index).places.map((place) => [
    place.activity_id,
    place.user_task_id ?? place.incident_id,
  ]);

describe('a moment of the history', () => {
  it('tells where the tokens were', () => {
    expect([0, 1, 2, 3].map(standing)).toEqual([
      [['look', 'task']],
      [['sum', 'fault']],
      [['post', null]],
      [],
    ]);
  });

  it('tells the path up to then, loops by their rounds', () => {
    expect(momentAt(RECORD, 0).path).toEqual({
      activities: { begin: 1, look: 1 },
      flows: { f1: 1 },
    });
    expect(momentAt(RECORD, 3).path.flows).toEqual({ f1: 1, f2: 1, f3: 1 });
  });

  it('is found in a record of 10,000 entries', () => {
    const round = (n: number) =>
      item(ended(n), flow('again'), began(n + 1, 'look', 'user_task'), flow('f2'));
    const long = Array.from({ length: 10_000 }, (_, n) => round(n));
    expect(momentAt(long, 9_999).path.flows.again).toBe(10_000);
    expect(momentAt(long, 9_999).places).toHaveLength(1);
  });
});
