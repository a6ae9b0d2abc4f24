/** In which order an instance took the flows of its model. */
import type { HistoryItem } from '@/shared/api';

/** Numbers that have room beside a flow. */
const ROOM = 3;

/**
 * The places of each flow in the order of the path, from 1, as they are written beside it: a flow
 * that was taken often shows its first ones.
 *
 * @param items The whole record, newest first as it is read.
 */
export const flowOrderOf = (items: readonly HistoryItem[]): Record<string, string> => {
  const places = new Map<string, number[]>();
  let last = 0;
  for (const item of items.toReversed()) {
    for (const event of item.events) {
      if (event.type !== 'flow_taken') continue;
      const id = String(event.flow_id);
      places.set(id, [...(places.get(id) ?? []), ++last]);
    }
  }
  return Object.fromEntries(
    [...places].map(([id, numbers]) => {
      const shown = numbers.slice(0, ROOM).join(', ');
      return [id, numbers.length > ROOM ? `${shown}, …` : shown];
    }),
  );
};
