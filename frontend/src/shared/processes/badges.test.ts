// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { figuresOf, waitingActivities, type BadgeWords } from './badges';

const words: BadgeWords = {
  waiting: (count) => `${count.toString()} waiting`,
  running: (count) => `${count.toString()} running`,
  incidents: (count) => `${count.toString()} incidents`,
  visits: (count) => `${count.toString()} visits`,
};

const statistics = {
  running: 9,
  finished: 1,
  incidents: 2,
  activities: [
    { activity_id: 'approve', running: 7, finished: 1000, incidents: 0 },
    { activity_id: 'record', running: 2, finished: 0, incidents: 2 },
    { activity_id: 'end', running: 0, finished: 0, incidents: 0 },
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
