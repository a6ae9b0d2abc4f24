import { partRuns } from '@/shared/bpmn/offer';
import type { ModdleElement } from '@/shared/bpmn/types';
import { BEHAVIOUR } from './behaviours';
import { readExtension, writeOwn } from './commands';
import { expression, extension, own, through, type Field } from './field';
import { loopOf, readRepetition, standardLoopOf, writeRepetition, type Repetition } from './loops';

const LOOP = 'bpm:Loop';

const readText = (host: ModdleElement, type: string, property: string): string =>
  (readExtension(host, type, property) as string | undefined) ?? '';

const ofLoop = through(loopOf);
const ofStandardLoop = through(standardLoopOf);

/** A whole number; what the model means without one is shown as nothing. */
const number = (property: string, usual?: number): Field =>
  own(property, 'text', {
    hint: true,
    read: (host) => {
      const value = host.get(property) as number | undefined;
      return value === undefined || value === usual ? '' : value.toString();
    },
    write: (place, value) =>
      writeOwn(place, { [property]: value === undefined ? undefined : Number(value) }),
  });

/** How often an activity runs, and with how many tokens. */
export const repetition: readonly Field[] = [
  {
    id: 'repetition',
    kind: 'select',
    hint: true,
    options: ['once', 'parallel', 'sequential', 'again'] satisfies Repetition[],
    read: readRepetition,
    write: (place, value) => writeRepetition(place, (value as Repetition | undefined) ?? 'once'),
  },
  ...[
    extension(LOOP, 'collection', 'expression', {
      hint: true,
      isShown: (loop) => loop.get('loopCardinality') === undefined,
    }),
    extension(LOOP, 'elementVariable', 'text', { hint: true }),
    expression('loopCardinality', {
      hint: true,
      isShown: (loop) => readText(loop, LOOP, 'collection') === '',
    }),
    extension(LOOP, 'outputCollection', 'text', { hint: true }),
    extension(LOOP, 'outputElement', 'expression', { hint: true }),
    expression('completionCondition', {
      hint: true,
      isShown: () => partRuns('completionCondition'),
    }),
    ...BEHAVIOUR,
  ].map(ofLoop),
  ...[
    expression('loopCondition', { hint: true }),
    number('loopMaximum'),
    own('testBefore', 'check', { hint: true }),
  ].map(ofStandardLoop),
  number('startQuantity', 1),
  number('completionQuantity', 1),
];
