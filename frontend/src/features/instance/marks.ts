/** What the diagram shows of an instance. */
import type { WaitingAt } from '@/shared/api';
import type { DiagramBadge, DiagramState } from '@/shared/bpmn';
import { duration } from '@/shared/format';
import type { Written } from './changes';
import { stateAt } from './step';

export interface Words {
  waiting: (count: number) => string;
  incident: (count: number) => string;
  job: (count: number) => string;
  visits: (count: number) => string;
  took: (time: string) => string;
  wrote: (names: string) => string;
}

/** What is told of activities that were passed. */
export interface Passed {
  visits: Readonly<Record<string, number>>;
  /** Milliseconds. */
  durations: Readonly<Record<string, number>>;
  written: readonly Written[];
}

const ORDER = ['incident', 'waiting', 'running'] as const;
type TokenState = (typeof ORDER)[number];
const WORDS: Record<TokenState, Exclude<keyof Words, 'visits' | 'took' | 'wrote'>> = {
  incident: 'incident',
  waiting: 'waiting',
  running: 'job',
};

/** How many places each activity has in each state. */
const placesOf = (waiting: readonly WaitingAt[]): Map<string, Map<TokenState, number>> => {
  const places = new Map<string, Map<TokenState, number>>();
  for (const place of waiting) {
    const counts = places.get(place.activity_id) ?? new Map<TokenState, number>();
    const state = stateAt(place);
    places.set(place.activity_id, counts.set(state, (counts.get(state) ?? 0) + 1));
  }
  return places;
};

/** The state of each activity at which the instance waits; the worst one wins. */
export const marksOf = (waiting: readonly WaitingAt[]): Record<string, DiagramState> => {
  const marks: Record<string, DiagramState> = {};
  for (const [activityId, counts] of placesOf(waiting)) {
    const state = ORDER.find((one) => counts.has(one));
    if (state) marks[activityId] = state;
  }
  return marks;
};

/** The places of which one wants to see that something waits, or that it failed. */
export const placesIn = (
  waiting: readonly WaitingAt[],
  { tokens, incidents }: { tokens: boolean; incidents: boolean },
): WaitingAt[] => waiting.filter((place) => (stateAt(place) === 'incident' ? incidents : tokens));

/** Letters that have room beside a step. */
const ROOM = 14;

/** The names of the values that each step wrote, each once. */
const namesOf = (written: readonly Written[]): Map<string, string[]> => {
  const names = new Map<string, Set<string>>();
  for (const change of written.flatMap((one) => one.changes)) {
    for (const step of change.steps) {
      names.set(step, (names.get(step) ?? new Set()).add(change.name));
    }
  }
  return new Map([...names].map(([step, all]) => [step, [...all].sort()]));
};

/** As many names as have room, and how many more there are. */
const inShort = (names: readonly string[]): string => {
  const [first = '', ...rest] = names;
  const name = first.length > ROOM ? `${first.slice(0, ROOM - 1)}…` : first;
  return rest.length > 0 ? `${name} +${rest.length}` : name;
};

/**
 * A token for each state in which it waits, how often what was passed more than once, how long it
 * took, and what it wrote.
 */
export const badgesOf = (
  waiting: readonly WaitingAt[],
  { visits, durations, written }: Passed,
  words: Words,
): DiagramBadge[] => {
  const places = placesOf(waiting);
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
  const took = Object.entries(durations).map(([activityId, ms]): DiagramBadge => {
    const text = duration(ms);
    return { activityId, state: 'plain', text, label: words.took(text) };
  });
  const wrote = [...namesOf(written)].map(([activityId, names]): DiagramBadge => ({
    activityId,
    state: 'plain',
    text: inShort(names),
    label: words.wrote(names.join(', ')),
    isLong: true,
  }));
  return [...wrote, ...took, ...passed, ...tokens];
};
