/** What the diagram shows of an instance. */
import type { InstancePath, ProcessInstance, WaitingAt } from '@/shared/api';
import type { DiagramBadge, DiagramState } from '@/shared/bpmn';

export interface Words {
  waiting: string;
  incident: string;
  job: string;
  visits: (count: number) => string;
}

const stateAt = (place: WaitingAt): DiagramState => {
  if (place.incident_id) return 'incident';
  return place.user_task_id ? 'waiting' : 'running';
};

const WORST: readonly DiagramState[] = ['incident', 'waiting', 'running'];

/** The state of each activity at which the instance waits; the worst one wins. */
export const marksOf = (instance: ProcessInstance): Record<string, DiagramState> => {
  const marks = new Map<string, DiagramState>();
  for (const place of instance.waiting_at) {
    const state = stateAt(place);
    const before = marks.get(place.activity_id);
    if (!before || WORST.indexOf(state) < WORST.indexOf(before))
      marks.set(place.activity_id, state);
  }
  return Object.fromEntries(marks);
};

const WORD: Record<string, 'waiting' | 'incident' | 'job'> = {
  waiting: 'waiting',
  incident: 'incident',
  running: 'job',
};

/** A token where it waits, and how often what was passed more than once. */
export const badgesOf = (
  instance: ProcessInstance,
  path: InstancePath | undefined,
  words: Words,
): DiagramBadge[] => {
  const marks = marksOf(instance);
  const tokens = Object.entries(marks).map(([activityId, state]): DiagramBadge => {
    const count = instance.waiting_at.filter((place) => place.activity_id === activityId).length;
    return {
      activityId,
      state,
      text: count > 1 ? String(count) : '',
      label: words[WORD[state] ?? 'job'],
    };
  });
  const visits = Object.entries(path?.activities ?? {})
    .filter(([activityId, count]) => count > 1 && !marks[activityId])
    .map(([activityId, count]): DiagramBadge => ({
      activityId,
      state: 'plain',
      text: `${count}×`,
      label: words.visits(count),
    }));
  return [...tokens, ...visits];
};
