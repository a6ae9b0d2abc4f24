/** What the diagram shows of an instance. */
import type { ProcessInstance } from '@/shared/api';
import type { DiagramBadge, DiagramState } from '@/shared/bpmn';
import { stateAt } from './step';

export interface Words {
  waiting: (count: number) => string;
  incident: (count: number) => string;
  job: (count: number) => string;
  visits: (count: number) => string;
}

const ORDER = ['incident', 'waiting', 'running'] as const;
type TokenState = (typeof ORDER)[number];
const WORDS: Record<TokenState, Exclude<keyof Words, 'visits'>> = {
  incident: 'incident',
  waiting: 'waiting',
  running: 'job',
};

/** How many places each activity has in each state. */
const placesOf = (instance: ProcessInstance): Map<string, Map<TokenState, number>> => {
  const places = new Map<string, Map<TokenState, number>>();
  for (const place of instance.waiting_at) {
    const counts = places.get(place.activity_id) ?? new Map<TokenState, number>();
    const state = stateAt(place);
    places.set(place.activity_id, counts.set(state, (counts.get(state) ?? 0) + 1));
  }
  return places;
};

/** The state of each activity at which the instance waits; the worst one wins. */
export const marksOf = (instance: ProcessInstance): Record<string, DiagramState> => {
  const marks: Record<string, DiagramState> = {};
  for (const [activityId, counts] of placesOf(instance)) {
    const state = ORDER.find((one) => counts.has(one));
    if (state) marks[activityId] = state;
  }
  return marks;
};

/** A token for each state in which it waits, and how often what was passed more than once. */
export const badgesOf = (
  instance: ProcessInstance,
  visits: Readonly<Record<string, number>>,
  words: Words,
): DiagramBadge[] => {
  const places = placesOf(instance);
  const tokens = [...places].flatMap(([activityId, counts]) =>
    ORDER.flatMap((state): DiagramBadge[] => {
      const count = counts.get(state);
      if (!count) return [];
      const label = words[WORDS[state]](count);
      return [{ activityId, state, text: count > 1 ? String(count) : '', label }];
    }),
  );
  const passed = Object.entries(visits)
    .filter(([activityId, count]) => count > 1 && !places.has(activityId))
    .map(([activityId, count]): DiagramBadge => ({
      activityId,
      state: 'plain',
      text: `${count}×`,
      label: words.visits(count),
    }));
  return [...tokens, ...passed];
};
