import { TIMER_KINDS, type TimerKind } from '@/shared/bpmn/timers';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import type { Field, FieldGroup } from './field';
import { TimerFirings } from './TimerFirings';
import { TimerParts } from './TimerParts';
import { readKind, readTimer, writeKind, writeTimer } from './timers';

const timerHost = (element: DiagramElement): ModdleElement | null => {
  const event = (element.labelTarget ?? element).businessObject;
  const definitions = event.get('eventDefinitions') as ModdleElement[] | undefined;
  return definitions?.find(({ $type }) => $type === 'bpmn:TimerEventDefinition') ?? null;
};

const write: Field['write'] = (place, value) =>
  writeTimer(place, typeof value === 'string' ? value : '');

/** When a timer fires: entered in plain words, in ISO 8601 or in FEEL, and worked out below. */
export const TIMER: FieldGroup = {
  id: 'timer',
  hostOf: timerHost,
  fields: [
    {
      id: 'timerKind',
      kind: 'select',
      options: TIMER_KINDS,
      read: readKind,
      write: (place, value) => writeKind(place, (value ?? TIMER_KINDS[0]) as TimerKind),
    },
    { id: 'timerParts', kind: 'text', component: TimerParts, read: readTimer, write },
    {
      id: 'timerText',
      kind: 'feel',
      required: 'timer',
      hint: (host, texts) => texts(`hint.${readKind(host)}`),
      read: readTimer,
      write,
    },
    { id: 'timerFirings', kind: 'text', component: TimerFirings, read: readTimer, write },
  ],
};
