import type { ActivityStatistics, DefinitionStatistics } from '@/shared/api';
import type { DiagramBadge } from '@/shared/bpmn';
import { atLeast, duration, number } from '@/shared/format';

/** What the diagram shows, in the order of the switch. */
export const LAYERS = ['now', 'incidents', 'visits', 'durations'] as const;
export type Layer = (typeof LAYERS)[number];

/** Words for the badges, so that this stays free of the page; `text` is the number as it is shown. */
export interface BadgeWords {
  waiting: (count: number, text: string) => string;
  running: (count: number, text: string) => string;
  incidents: (count: number) => string;
  visits: (count: number) => string;
  durations: (median: string, most: string) => string;
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
/** Steps at which people, not the engine, are waited for. */
const WAITING = ['userTask'];
/** Gateways and events take no time worth a word. */
const SHORTEST_SECONDS = 0.1;

/** Ids of the activities of a model at which someone is waited for. */
export const waitingActivities = (xml: string): ReadonlySet<string> => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const found = WAITING.flatMap((name) => [...document.getElementsByTagNameNS(BPMN, name)]);
  return new Set(found.map((element) => element.getAttribute('id') ?? ''));
};

const runningBadge = (
  { activity_id: activityId, running, running_is_estimate: isMore, incidents }: ActivityStatistics,
  waits: boolean,
  words: BadgeWords,
): DiagramBadge[] => {
  // what an incident has stopped is also counted as running
  const moving = isMore ? running : Math.max(0, running - incidents);
  if (moving === 0) return [];
  const text = atLeast(moving, isMore);
  const label = waits ? words.waiting(moving, text) : words.running(moving, text);
  return [{ activityId, state: waits ? 'waiting' : 'running', text, label }];
};

const incidentBadge = (
  { activity_id: activityId, incidents }: ActivityStatistics,
  words: BadgeWords,
): DiagramBadge[] =>
  incidents > 0
    ? [
        {
          activityId,
          state: 'incident',
          text: number(incidents),
          label: words.incidents(incidents),
        },
      ]
    : [];

const visitsBadge = (
  { activity_id: activityId, visits }: ActivityStatistics,
  words: BadgeWords,
): DiagramBadge[] =>
  visits > 0
    ? [{ activityId, state: 'plain', text: number(visits), label: words.visits(visits) }]
    : [];

const lasts = ({ p95_seconds: most }: ActivityStatistics) => (most ?? 0) >= SHORTEST_SECONDS;

const durationBadge = (activity: ActivityStatistics, words: BadgeWords): DiagramBadge[] => {
  if (!lasts(activity)) return [];
  const median = duration((activity.median_seconds ?? 0) * 1000);
  const most = duration((activity.p95_seconds ?? 0) * 1000);
  const text = `${median} · ${most}`;
  const label = words.durations(median, most);
  return [{ activityId: activity.activity_id, state: 'plain', text, label }];
};

const HEAT: Record<Layer, (activity: ActivityStatistics) => number> = {
  now: ({ running }) => running,
  incidents: ({ incidents }) => incidents,
  visits: ({ visits }) => visits,
  durations: (activity) => (lasts(activity) ? (activity.median_seconds ?? 0) : 0),
};

/** What the diagram shows of the statistics in one of its layers. */
export const figuresOf = (
  { activities }: DefinitionStatistics,
  layer: Layer,
  waiting: ReadonlySet<string>,
  words: BadgeWords,
): { badges: DiagramBadge[]; heat: Record<string, number> } => {
  const badges: Record<Layer, (activity: ActivityStatistics) => DiagramBadge[]> = {
    now: (activity) => [
      ...runningBadge(activity, waiting.has(activity.activity_id), words),
      ...incidentBadge(activity, words),
    ],
    incidents: (activity) => incidentBadge(activity, words),
    visits: (activity) => visitsBadge(activity, words),
    durations: (activity) => durationBadge(activity, words),
  };
  return {
    badges: activities.flatMap(badges[layer]),
    heat: Object.fromEntries(
      activities.map((activity) => [activity.activity_id, HEAT[layer](activity)]),
    ),
  };
};
