import { describe, expect, it } from 'vitest';
import type { ActivityInstance, Incident, Job, ProcessInstance, WaitingAt } from '@/shared/api';
import { durationsOf, stateAt, stepOf, visitsOf, worst } from './step';

const place = (part: Partial<WaitingAt>): WaitingAt =>
  ({
    activity_id: 'book',
    activity_name: 'Book',
    activity_type: 'service_task',
    activity_instance_id: null,
    user_task_id: null,
    job_id: null,
    incident_id: null,
    ...part,
  }) as WaitingAt;
const visit = (id: string, loop_index: number | null, activity_type = 'service_task') =>
  ({ id, activity_id: 'book', activity_type, loop_index }) as ActivityInstance;

const activities = [
  visit('v0', null, 'multi_instance_body'),
  visit('v1', 0),
  visit('v2', 1),
  visit('v3', 2),
];

describe('a step', () => {
  it('lists every place, what failed first, with the round of its loop', () => {
    const instance = {
      waiting_at: [
        place({ activity_instance_id: 'v1', job_id: 'j1' }),
        place({ activity_instance_id: 'v3', job_id: 'j3', incident_id: 'i3' }),
        place({ activity_id: 'other', user_task_id: 't' }),
      ],
    } as ProcessInstance;
    const step = stepOf('book', {
      instance,
      activities,
      incidents: [{ id: 'i3', activity_id: 'book' } as Incident],
      jobs: [{ id: 'j1' } as Job, { id: 'j3' } as Job],
      subscriptions: [],
    });
    expect(step.name).toBe('Book');
    expect(step.places.map((one) => [one.round, one.incident?.id, one.job?.id])).toEqual([
      [3, 'i3', 'j3'],
      [1, undefined, 'j1'],
    ]);
    expect(step.visits.map((one) => one.id)).toEqual(['v1', 'v2', 'v3']);
  });

  it('shows an incident that belongs to no visit', () => {
    const incident = { id: 'i', activity_id: 'book', activity_name: 'Book' } as Incident;
    const instance = { waiting_at: [] as WaitingAt[] } as ProcessInstance;
    const known = { incidents: [incident], activities: [], jobs: [], subscriptions: [] };
    const step = stepOf('book', { instance, ...known });
    expect([step.name, step.places[0]?.incident]).toEqual(['Book', incident]);
  });

  it('waits for a timer as it does for a person', () => {
    const timer = { activity_type: 'boundary_event', job_id: 'j' };
    expect(stateAt(place(timer))).toBe('waiting');
    expect(stateAt(place({ ...timer, incident_id: 'i' }))).toBe('incident');
    expect(stateAt(place({ job_id: 'j' }))).toBe('running');
    expect(stateAt(place({ subscription_id: 's' }))).toBe('waiting');
    expect(stateAt(place({ called_instance_id: 'c' }))).toBe('running');
    expect(stateAt(place({ activity_type: 'ad_hoc_sub_process' }))).toBe('waiting');
  });

  it('counts the rounds of a loop, not the loop', () => {
    expect(visitsOf(activities)).toEqual({ book: 3 });
  });

  it('shows the worst state', () => {
    expect(worst(['running', 'incident', 'waiting'])).toBe('incident');
    expect(worst([])).toBeNull();
  });
});

describe('how long steps took', () => {
  const lasted = (activity_id: string, activity_type: string, ms: number | null) =>
    ({
      activity_id,
      activity_type,
      started_at: new Date(0).toISOString(),
      ended_at: ms === null ? null : new Date(ms).toISOString(),
    }) as ActivityInstance;

  it('adds up the visits, one that lasts until now, and leaves out what took no time', () => {
    const visits = [
      lasted('book', 'service_task', 300),
      lasted('book', 'service_task', 200),
      lasted('ask', 'user_task', null),
      lasted('look', 'business_rule_task', 20),
      lasted('rounds', 'multi_instance_body', 900),
      lasted('begin', 'start_event', 4),
      lasted('wait', 'intermediate_catch_event', 60_000),
      lasted('split', 'exclusive_gateway', 2),
    ];
    expect(durationsOf(visits, new Date(5_000))).toEqual({ book: 500, ask: 5_000, wait: 60_000 });
  });
});
