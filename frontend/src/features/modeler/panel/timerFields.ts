import { TIMER_KINDS, type TimerKind } from '@/shared/bpmn/timers';
import type { Field } from './field';
import { readKind, readTimer, writeKind, writeTimer } from './timers';

const write: Field['write'] = (place, value) =>
  writeTimer(place, typeof value === 'string' ? value : '');

/** When a timer fires: entered in plain words, in ISO 8601 or in FEEL, and worked out below. */
export const TIMER_FIELDS: readonly Field[] = [
  {
    id: 'timerKind',
    kind: 'select',
    options: TIMER_KINDS,
    read: readKind,
    write: (place, value) => writeKind(place, (value ?? TIMER_KINDS[0]) as TimerKind),
  },
  { id: 'timerParts', kind: 'text', drawnBy: 'timerParts', read: readTimer, write },
  {
    id: 'timerText',
    kind: 'feel',
    required: 'timer',
    hint: (host, texts) => texts(`hint.${readKind(host)}`),
    read: readTimer,
    write,
  },
  { id: 'timerFirings', kind: 'text', drawnBy: 'timerFirings', read: readTimer, write },
];
