import { expect, it } from 'vitest';
import type { HistoryItem } from '@/shared/api';
import { attemptsAt } from './attempts';

it('counts the attempts at one job that failed', () => {
  const failed = (job_id: string) =>
    ({ events: [{ type: 'job_failed', job_id }] }) as unknown as HistoryItem;
  const record = [failed('a'), failed('b'), failed('a')];
  expect(attemptsAt(record, 'a')).toBe(2);
  expect(attemptsAt(record, null)).toBe(0);
});
