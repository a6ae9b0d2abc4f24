import { describe, expect, it, vi } from 'vitest';
import type { Incident, Job } from '@/shared/api';
import { retryInTurn } from './retryAll';

const failed = (id: string, name: string | null = null) =>
  ({ id, activity_id: id, activity_name: name }) as Incident;

describe('retrying all', () => {
  it('gives each its turn and keeps apart what became of them', async () => {
    const refusal = new Error('gone');
    const onTurn = vi.fn();
    const outcome = await retryInTurn(
      [failed('a'), failed('b', 'Book it'), failed('c'), failed('d'), failed('e')],
      (incident) => {
        if (incident.id === 'a') return Promise.resolve({ went: 'on' });
        if (incident.id === 'b') return Promise.resolve({ went: 'wrong', incident });
        if (incident.id === 'c') return Promise.reject(refusal);
        if (incident.id === 'd') return Promise.resolve({ went: 'quietly' });
        return Promise.resolve({ went: 'later', job: {} as Job });
      },
      onTurn,
    );
    expect(outcome).toEqual({
      on: 1,
      quietly: 1,
      again: ['Book it', 'e'],
      refused: ['c'],
      error: refusal,
    });
    expect(onTurn.mock.calls).toEqual([[1], [2], [3], [4], [5]]);
  });
});
