import { expect, it } from 'vitest';
import { ApiProblem } from '@/shared/api';
import { inLanes } from './lanes';

it('does everything, a few at a time, and tells what was refused', async () => {
  let [now, most] = [0, 0];
  const tally = await inLanes([1, 2, 3, 4, 5, 6, 7], async (item) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 1));
    now -= 1;
    const problem = { title: 'No', status: 409, detail: 'Too late.', code: 'late' };
    if (item === 3) throw new ApiProblem(problem, null);
  });
  expect(tally).toEqual({ done: 6, refused: ['Too late.'] });
  expect(most).toBe(4);
});
