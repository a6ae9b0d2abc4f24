import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import type { Command, Place } from './commands';
import { readKind, readTimer, writeKind, writeTimer } from './timers';

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
