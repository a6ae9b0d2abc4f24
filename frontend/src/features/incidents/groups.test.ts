import { describe, expect, it } from 'vitest';
import type { Incident } from '@/shared/api';
import { groupIncidents, hoursOf, ownersOf } from './groups';

const now = new Date('2026-11-20T12:00:00Z');
const incident = (id: string, fingerprint: string, hoursAgo: number, owner?: string): Incident =>
  ({
    id,
    fingerprint,
    owner: owner ?? null,
    created_at: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
  }) as Incident;

describe('groups of incidents', () => {
  it('puts the biggest first and knows its newest and oldest', () => {
    const groups = groupIncidents([
      incident('1', 'a', 1),
      incident('2', 'b', 3),
      incident('3', 'b', 0.5),
    ]);
    expect(groups.map((group) => [group.fingerprint, group.count])).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect([groups[0]?.sample.id, groups[0]?.first_at]).toEqual(['3', '2026-11-20T09:00:00.000Z']);
  });

  it('counts by hour and leaves out what is older', () => {
    const hours = hoursOf(
      [incident('1', 'a', 0.1), incident('2', 'a', 15.5), incident('3', 'a', 40)],
      now,
    );
    expect([...hours.keys()]).toEqual(['a']);
    const ofA = hours.get('a') ?? [];
    expect([ofA.length, ofA[15], ofA[0]]).toEqual([16, 1, 1]);
    expect(ofA.reduce((sum, count) => sum + count)).toBe(2);
  });

  it('names everybody who looks after one of them, once', () => {
    const owners = ownersOf([
      incident('1', 'a', 1, 'ada'),
      incident('2', 'a', 2, 'bob'),
      incident('3', 'a', 3, 'ada'),
      incident('4', 'b', 3),
    ]);
    expect([...owners]).toEqual([['a', ['ada', 'bob']]]);
  });
});
