/** The same piece of work for many things, a few at a time, so that a big group does not flood the server. */
import { explain } from '@/shared/ui/explain';

const AT_ONCE = 4;

export interface Tally {
  done: number;
  /** Why, for each that was refused. */
  refused: string[];
}

export const inLanes = async <T>(
  items: readonly T[],
  run: (item: T) => Promise<unknown>,
): Promise<Tally> => {
  const queue = [...items];
  const tally: Tally = { done: 0, refused: [] };
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        await run(next);
        tally.done += 1;
      } catch (error) {
        tally.refused.push(explain(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return tally;
};
