import type { ActivityStatistics, DefinitionStatistics } from '@/shared/api';
import type { DiagramBadge } from '@/shared/bpmn';
import { number } from '@/shared/format';

export type Layer = 'now' | 'visits';

/** Words for the badges, so that this stays free of the page. */
export interface BadgeWords {
  waiting: (count: number) => string;
  running: (count: number) => string;
  incidents: (count: number) => string;
  visits: (count: number) => string;
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
/** Steps at which people, not the engine, are waited for. */
const WAITING = ['userTask'];

/** Ids of the activities of a model at which someone is waited for. */
export const waitingActivities = (xml: string): ReadonlySet<string> => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const found = WAITING.flatMap((name) => [...document.getElementsByTagNameNS(BPMN, name)]);
  return new Set(found.map((element) => element.getAttribute('id') ?? ''));
};

const nowBadges = (
  { activity_id: activityId, running, incidents }: ActivityStatistics,
  waits: boolean,
  words: BadgeWords,
): DiagramBadge[] => {
  const badges: DiagramBadge[] = [];
  // what an incident has stopped is also counted as running
  const moving = Math.max(0, running - incidents);
  if (moving > 0) {
    const label = waits ? words.waiting(moving) : words.running(moving);
    badges.push({ activityId, state: waits ? 'waiting' : 'running', text: number(moving), label });
  }
  if (incidents > 0) {
    badges.push({
      activityId,
      state: 'incident',
      text: number(incidents),
      label: words.incidents(incidents),
    });
  }
  return badges;
};

const visitsOf = ({ running, finished }: ActivityStatistics) => running + finished;

/** What the diagram shows of the statistics in one of its layers. */
export const figuresOf = (
  { activities }: DefinitionStatistics,
  layer: Layer,
  waiting: ReadonlySet<string>,
  words: BadgeWords,
): { badges: DiagramBadge[]; heat: Record<string, number> } => {
  if (layer === 'now') {
    return {
      badges: activities.flatMap((activity) =>
        nowBadges(activity, waiting.has(activity.activity_id), words),
      ),
      heat: Object.fromEntries(
        activities.map((activity) => [activity.activity_id, activity.running]),
      ),
    };
  }
  const visited = activities.filter((activity) => visitsOf(activity) > 0);
  return {
    badges: visited.map((activity) => ({
      activityId: activity.activity_id,
      state: 'plain',
      text: number(visitsOf(activity)),
      label: words.visits(visitsOf(activity)),
    })),
    heat: Object.fromEntries(visited.map((activity) => [activity.activity_id, visitsOf(activity)])),
  };
};
