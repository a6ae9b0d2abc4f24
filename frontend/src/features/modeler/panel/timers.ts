import type { ModdleElement } from '@/shared/bpmn/types';
import { TIMER_KINDS, type TimerKind } from '@/shared/bpmn/timers';
import { child, writeModdle, type Command, type Place } from './commands';

const expressionOf = (host: ModdleElement, kind: TimerKind): ModdleElement | undefined =>
  host.get(kind) as ModdleElement | undefined;

/** Tell what a timer is given; a duration where nothing is said yet. */
export const readKind = (host: ModdleElement): TimerKind =>
  TIMER_KINDS.find((kind) => expressionOf(host, kind) !== undefined) ?? 'timeDuration';

/** Read the text of a timer. */
export const readTimer = (host: ModdleElement): string =>
  (expressionOf(host, readKind(host))?.get('body') as string | undefined) ?? '';

const written = (place: Place, kind: TimerKind, body: string): Command[] => {
  const nothing = { timeDate: undefined, timeDuration: undefined, timeCycle: undefined };
  const made = child(place, place.host, 'bpmn:FormalExpression', { body: body || undefined });
  return [writeModdle(place, place.host, { ...nothing, [kind]: made })];
};

const STARTING: Record<TimerKind, string> = {
  timeDuration: 'PT1H',
  timeCycle: 'R/P1D',
  timeDate: '',
};

/** Give a timer another kind of time, with something to begin from. */
export const writeKind = (place: Place, kind: TimerKind): Command[] =>
  kind === readKind(place.host) && expressionOf(place.host, kind)
    ? []
    : written(place, kind, STARTING[kind]);

/** Write the text of a timer. */
export const writeTimer = (place: Place, text: string): Command[] => {
  const kind = readKind(place.host);
  const expression = expressionOf(place.host, kind);
  if (!expression) return text === '' ? [] : written(place, kind, text);
  return [writeModdle(place, expression, { body: text || undefined })];
};
