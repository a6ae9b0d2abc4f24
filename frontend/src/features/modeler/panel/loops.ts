import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeDrawn, type Command, type Place } from './commands';

const MULTI_INSTANCE = 'bpmn:MultiInstanceLoopCharacteristics';
const STANDARD = 'bpmn:StandardLoopCharacteristics';

export type Repetition = 'once' | 'parallel' | 'sequential' | 'again';

const findLoop = (host: ModdleElement, type: string): ModdleElement | undefined => {
  const loop = host.get('loopCharacteristics') as ModdleElement | undefined;
  return loop?.$type === type ? loop : undefined;
};

/** Find what makes an activity run once for each of several values. */
export const loopOf = (host: ModdleElement): ModdleElement | undefined =>
  findLoop(host, MULTI_INSTANCE);

/** Find what makes an activity run again as long as a condition holds. */
export const standardLoopOf = (host: ModdleElement): ModdleElement | undefined =>
  findLoop(host, STANDARD);

/** Tell how often an activity runs. */
export const readRepetition = (host: ModdleElement): Repetition => {
  if (standardLoopOf(host)) return 'again';
  const loop = loopOf(host);
  if (!loop) return 'once';
  return loop.get('isSequential') === true ? 'sequential' : 'parallel';
};

/** Make an activity run once, or several times; its other settings of that stay while they may. */
export const writeRepetition = (place: Place, value: Repetition): Command[] => {
  const drawn = place.element;
  if (value === 'once') return writeDrawn(drawn, { loopCharacteristics: undefined });
  if (value === 'again') {
    if (standardLoopOf(place.host)) return [];
    return writeDrawn(drawn, { loopCharacteristics: child(place, place.host, STANDARD, {}) });
  }
  const isSequential = value === 'sequential';
  const loop = loopOf(place.host);
  if (loop)
    return [
      {
        cmd: 'element.updateModdleProperties',
        context: { element: drawn, moddleElement: loop, properties: { isSequential } },
      },
    ];
  const made = child(place, place.host, MULTI_INSTANCE, { isSequential });
  return writeDrawn(drawn, { loopCharacteristics: made });
};
