import '../words';
import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { i18next } from '@/shared/i18n';
import type { Command, Place } from './commands';
import {
  describeTimer,
  readCycle,
  readKind,
  readSpan,
  readTimer,
  writeCycle,
  writeKind,
  writeSpan,
  writeTimer,
} from './timers';

const texts = (key: string, values = {}): string =>
  i18next.t(key as 'unnamed', { ns: 'modeler', ...values });

describe('a timer in plain words', () => {
  it.each([
    ['timeDuration', 'PT1H', '1 hour after the process gets there'],
    ['timeDuration', 'P14D', '2 weeks after the process gets there'],
    ['timeDuration', 'P1DT12H', '1 day and 12 hours after the process gets there'],
    ['timeDuration', '=limit', 'Worked out by FEEL when the process gets there'],
    ['timeCycle', 'R5/P2D', 'Every 2 days, 5 times'],
    ['timeCycle', 'R/P1D', 'Every day, without end'],
    [
      'timeCycle',
      'R/2030-05-01T09:00:00+02:00/P1W',
      null, // the engine has no weeks
    ],
    [
      'timeCycle',
      'R/2030-05-01T09:00:00+02:00/P7D',
      'Every week, first on 1 May 2030 at 09:00 +02:00, without end',
    ],
    ['timeCycle', 'R/PT90M/2030-05-01', 'Every 90 minutes, until 1 May 2030 at 00:00'],
    ['timeDate', '2030-05-01T09:00:00Z', 'Once, on 1 May 2030 at 09:00 UTC'],
    ['timeDate', 'soon', null],
    ['timeCycle', 'R/soon', null],
    ['timeDuration', 'P', null],
  ] as const)('%s %s', (kind, text, words) => expect(describeTimer(kind, text, texts)).toBe(words));
});

describe('the parts of a timer', () => {
  it.each([
    ['PT90M', { unit: 'minutes', amount: 90 }],
    ['P21D', { unit: 'weeks', amount: 3 }],
    ['P1Y', { unit: 'years', amount: 1 }],
  ] as const)('%s is one span and comes back', (text, span) => {
    expect(readSpan(text)).toEqual(span);
    expect(writeSpan(span)).toBe(text);
  });

  it.each(['P1DT1H', 'PT0S', 'later', ''])('%s is no single span', (text) =>
    expect(readSpan(text)).toBeNull(),
  );

  it.each(['R/P1D', 'R3/PT10M', 'R/2030-05-01T09:00:00Z/P1D', 'R2/P1D/2030-05-01'])(
    '%s is taken apart and put together',
    (text) => expect(writeCycle(readCycle(text)!)).toBe(text),
  );
});

describe('the time in the model', () => {
  const moddle = new BpmnModdle({});
  const makePlace = async (inner = ''): Promise<Place> => {
    const { elementsById } = await moddle.fromXML(
      `<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
       <d:process id="p"><d:intermediateCatchEvent id="e"><d:timerEventDefinition id="it">${inner}</d:timerEventDefinition>
       </d:intermediateCatchEvent></d:process></d:definitions>`,
    );
    return {
      element: {} as DiagramElement,
      host: (elementsById as Record<string, ModdleElement>)['it']!,
      factory: { create: (type, properties) => moddle.create(type, properties) as ModdleElement },
    };
  };
  const run = (commands: Command[]) => {
    for (const { context } of commands)
      for (const [name, value] of Object.entries(context.properties))
        if ('moddleElement' in context) context.moddleElement.set(name, value);
  };

  it('is one of three kinds, never two', async () => {
    const place = await makePlace('<d:timeDate>2030-05-01</d:timeDate>');
    expect(readKind(place.host)).toBe('timeDate');
    run(writeKind(place, 'timeCycle'));
    expect([readKind(place.host), readTimer(place.host)]).toEqual(['timeCycle', 'R/P1D']);
    expect(place.host.get('timeDate')).toBeUndefined();
    expect(writeKind(place, 'timeCycle')).toEqual([]);
  });

  it('begins with the first text that is written', async () => {
    const place = await makePlace();
    expect(readTimer(place.host)).toBe('');
    expect(writeTimer(place, '')).toEqual([]);
    run(writeTimer(place, 'PT5M'));
    run(writeTimer(place, '=limit'));
    expect([readKind(place.host), readTimer(place.host)]).toEqual(['timeDuration', '=limit']);
  });
});
