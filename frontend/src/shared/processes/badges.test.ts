// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { ActivityStatistics } from '@/shared/api';
import { figuresOf, waitingActivities, type BadgeWords } from './badges';

const words: BadgeWords = {
  waiting: (_, text) => `${text} waiting`,
  running: (_, text) => `${text} running`,
  incidents: (count) => `${count.toString()} incidents`,
  visits: (count) => `${count.toString()} visits`,
  durations: (median, most) => `half ${median}, most ${most}`,
};

const activity = (id: string, figures: Partial<ActivityStatistics>): ActivityStatistics => ({
  activity_id: id,
  running: 0,
  running_is_estimate: false,
  incidents: 0,
  visits: 0,
  median_seconds: null,
  p95_seconds: null,
  ...figures,
});

const statistics = {
  running: 9,
  finished: 1,
  finished_is_estimate: false,
  incidents: 2,
  sample: { instances: 10, since: null, is_all: true },
  activities: [
    activity('approve', { running: 7, visits: 1007, median_seconds: 5400, p95_seconds: 90_000 }),
    activity('record', { running: 2, incidents: 2, visits: 2 }),
    activity('end', { median_seconds: 0, p95_seconds: 0.02 }),
  ],
};

describe('figuresOf', () => {
  it('tells waiting, running and stopped apart', () => {
    const { badges, heat } = figuresOf(statistics, 'now', new Set(['approve']), words);
    expect(badges).toEqual([
      { activityId: 'approve', state: 'waiting', text: '7', label: '7 waiting' },
      { activityId: 'record', state: 'incident', text: '2', label: '2 incidents' },
    ]);
    expect(heat).toEqual({ approve: 7, record: 2, end: 0 });
  });

  it('says where counting stopped, and takes nothing off then', () => {
    const crowd = activity('approve', {
      running: 10_000,
      running_is_estimate: true,
      incidents: 3,
    });
    const { badges } = figuresOf(
      { ...statistics, activities: [crowd] },
      'now',
      new Set(['approve']),
      words,
    );
    expect(badges.map(({ label }) => label)).toEqual(['10,000+ waiting', '3 incidents']);
  });

  it('shows incidents alone', () => {
    const { badges, heat } = figuresOf(statistics, 'incidents', new Set(['approve']), words);
    expect(badges.map(({ activityId, text }) => [activityId, text])).toEqual([['record', '2']]);
    expect(heat).toEqual({ approve: 0, record: 2, end: 0 });
  });

  it('tells how long visits took, unless they took no time', () => {
    const { badges, heat } = figuresOf(statistics, 'durations', new Set(), words);
    expect(badges).toEqual([
      {
        activityId: 'approve',
        state: 'plain',
        text: '1 h 30 min · 1 d 1 h',
        label: 'half 1 h 30 min, most 1 d 1 h',
      },
    ]);
    expect(heat).toEqual({ approve: 5400, record: 0, end: 0 });
  });

  it('counts visits, those that last too', () => {
    const { badges } = figuresOf(statistics, 'visits', new Set(), words);
    expect(badges.map(({ text, state }) => `${text} ${state}`)).toEqual(['1,007 plain', '2 plain']);
  });
});

describe('waitingActivities', () => {
  it('finds user tasks whatever the prefix', () => {
    const xml =
      '<x:definitions xmlns:x="http://www.omg.org/spec/BPMN/20100524/MODEL"><x:process><x:userTask id="a"/><x:task id="b"/></x:process></x:definitions>';
    expect([...waitingActivities(xml)]).toEqual(['a']);
  });
});
