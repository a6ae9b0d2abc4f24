import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeDrawn, type Command, type Place } from './commands';

const MULTI_INSTANCE = 'bpmn:MultiInstanceLoopCharacteristics';

export type Repetition = 'once' | 'parallel' | 'sequential';

/** Find what makes an activity run once for each of several values. */
export const loopOf = (host: ModdleElement): ModdleElement | undefined => {
  const loop = host.get('loopCharacteristics') as ModdleElement | undefined;
  return loop?.$type === MULTI_INSTANCE ? loop : undefined;
};

/** Tell how often an activity runs. */
export const readRepetition = (host: ModdleElement): Repetition => {
  const loop = loopOf(host);
  if (!loop) return 'once';
  return loop.get('isSequential') === true ? 'sequential' : 'parallel';
};

/** Make an activity run once, or several times; its other settings of that stay while they may. */
export const writeRepetition = (place: Place, value: Repetition): Command[] => {
  const drawn = place.element;
  if (value === 'once') return writeDrawn(drawn, { loopCharacteristics: undefined });
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
