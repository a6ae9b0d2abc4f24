import { describe, expect, it } from 'vitest';
import type { Incident } from '@/shared/api';
import { groupIncidents } from './groups';

const now = new Date('2026-11-20T12:00:00Z');
const incident = (id: string, fingerprint: string, hoursAgo: number): Incident =>
  ({
    id,
    fingerprint,
    created_at: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
  }) as Incident;

describe('groups of incidents', () => {
  it('puts the biggest first and knows its newest and oldest', () => {
    const groups = groupIncidents(
      [incident('1', 'a', 1), incident('2', 'b', 3), incident('3', 'b', 0.5), incident('4', '', 2)],
      now,
    );
    expect(groups.map((group) => group.fingerprint)).toEqual(['b', 'a', '4']);
    expect([groups[0]?.newest.id, groups[0]?.oldest.id]).toEqual(['3', '2']);
  });

  it('counts by hour and leaves out what is older', () => {
    const [group] = groupIncidents(
      [incident('1', 'a', 0.1), incident('2', 'a', 15.5), incident('3', 'a', 40)],
      now,
    );
    expect(group?.hours).toHaveLength(16);
    expect([group?.hours[15], group?.hours[0]]).toEqual([1, 1]);
    expect(group?.hours.reduce((sum, count) => sum + count)).toBe(2);
  });
});
