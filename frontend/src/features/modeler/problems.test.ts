import { describe, expect, it } from 'vitest';
import { listFindings } from '@/shared/library/findings';
import { countErrors, marksOf, nextProblem } from './problems';

const problem = (element_id: string | null, detail: string) => ({ code: 'c', detail, element_id });

const problems = listFindings({
  warnings: [problem('a', 'not named'), problem(null, 'no start')],
  errors: [problem('a', 'nobody'), problem('b', 'no way out')],
});

describe('problems', () => {
  it('puts errors first', () => {
    expect(problems.map(({ detail }) => detail)).toEqual([
      'nobody',
      'no way out',
      'not named',
      'no start',
    ]);
    expect(countErrors(problems)).toBe(2);
  });

  it('marks an element once, as an error where it has one', () => {
    expect(marksOf(problems)).toEqual([
      { elementId: 'a', severity: 'error', text: 'nobody\nnot named' },
      { elementId: 'b', severity: 'error', text: 'no way out' },
    ]);
  });

  it('goes round', () => {
    expect(nextProblem(0, null)).toBeNull();
    expect(nextProblem(3, null)).toBe(0);
    expect(nextProblem(3, 0)).toBe(1);
    expect(nextProblem(3, 2)).toBe(0);
  });
});
