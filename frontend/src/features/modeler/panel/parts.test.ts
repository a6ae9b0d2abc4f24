import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import type { ConnectorTemplate, TemplateProperty } from '@/shared/api';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import { readExtension, readList, type Command, type Place } from './commands';
import { AD_HOC } from './adHoc';
import { counts, readParameter, templateOf, writeParameter, writeTemplate } from './connectors';
import { flowChoices, readDefaultFlow, writeDefaultFlow } from './flows';
import { freeName, LISTS } from './lists';
import { loopOf, readRepetition, writeRepetition } from './loops';
import { publishHost } from './publishing';
import { repetition } from './repetition';

const moddle = new BpmnModdle({ bpm: bpmModdle });

const parse = async (inner: string): Promise<Record<string, ModdleElement>> => {
  const xml = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpm="urn:bpm:schema:1.0"
    targetNamespace="urn:t"><bpmn:process id="p">${inner}</bpmn:process></bpmn:definitions>`;
  const { elementsById } = await moddle.fromXML(xml);
  return elementsById as Record<string, ModdleElement>;
};

const place = (host: ModdleElement): Place => ({
  element: { businessObject: host } as DiagramElement,
  host,
  factory: { create: (type, properties) => moddle.create(type, properties) as ModdleElement },
});

const run = (commands: Command[]) => {
  for (const { context } of commands) {
    const target =
      'moddleElement' in context ? context.moddleElement : context.element.businessObject;
    for (const [name, value] of Object.entries(context.properties)) target.set(name, value);
  }
};

const xmlOf = async (element: ModdleElement) => (await moddle.toXML(element as never)).xml;

describe('repetition', () => {
  it('is given, turned and taken away', async () => {
    const { it: task } = await parse('<bpmn:userTask id="it" />');
    run(writeRepetition(place(task!), 'parallel'));
    const loop = loopOf(task!);
    run(writeRepetition(place(task!), 'sequential'));
    expect(loopOf(task!)).toBe(loop);
    expect(readRepetition(task!)).toBe('sequential');
    run(writeRepetition(place(task!), 'once'));
    expect(readRepetition(task!)).toBe('once');
  });
});

describe('the default flow', () => {
  const fork = `<bpmn:exclusiveGateway id="fork" /><bpmn:task id="a" name="Pay" /><bpmn:task id="b" />
    <bpmn:sequenceFlow id="to_a" name="yes" sourceRef="fork" targetRef="a"><bpmn:conditionExpression>x</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="to_b" sourceRef="fork" targetRef="b" /><bpmn:sequenceFlow id="far" sourceRef="a" targetRef="b" />`;

  it('is chosen among the flows that leave, and loses its condition', async () => {
    const { fork: gateway, to_a: flow } = await parse(fork);
    expect(flowChoices(gateway!)).toEqual([
      { value: 'to_a', label: 'yes → Pay' },
      { value: 'to_b', label: '→ b' },
    ]);
    run(writeDefaultFlow(place(gateway!), 'to_a'));
    expect(readDefaultFlow(gateway!)).toBe('to_a');
    expect(flow!.get('conditionExpression')).toBeUndefined();
    run(writeDefaultFlow(place(gateway!), ''));
    expect(readDefaultFlow(gateway!)).toBe('');
  });
});

describe('lists', () => {
  it('grow and shrink, and leave nothing behind', async () => {
    const { it: task } = await parse('<bpmn:userTask id="it" />');
    const [inputs, outputs] = ['inputs', 'outputs'].map((id) =>
      LISTS.find((list) => list.id === id),
    );
    run(inputs!.add!(place(task!)));
    run(inputs!.add!(place(task!)));
    run(outputs!.add!(place(task!)));
    expect(inputs!.items(task!).map((item) => inputs!.nameOf(item, String))).toEqual([
      'variable1',
      'variable2',
    ]);
    expect(await xmlOf(task!)).toContain('<bpm:output name="variable1"');
    for (const list of [inputs!, outputs!])
      for (const item of [...list.items(task!)]) run(list.remove!(place(task!), item));
    expect(task!.get('extensionElements')).toBeUndefined();
  });

  it('propose names that are free', () => {
    expect(freeName([{ name: 'variable1' }, { name: 'x' }] as ModdleElement[])).toBe('variable2');
  });

  it('hold several failures, each an element of its own', async () => {
    const { it: task } = await parse('<bpmn:serviceTask id="it" />');
    const list = LISTS.find(({ id }) => id === 'errorMapping')!;
    run(list.add!(place(task!)));
    run(list.add!(place(task!)));
    expect(list.items(task!)).toHaveLength(2);
    run(list.remove!(place(task!), list.items(task!)[0]!));
    expect(list.items(task!)).toHaveLength(1);
  });
});

describe('connectors', () => {
  const property = (name: string, more: Partial<TemplateProperty> = {}): TemplateProperty => ({
    name,
    label: name,
    type: 'text',
    description: '',
    group: null,
    feel: 'optional',
    required: false,
    choices: [],
    default: null,
    condition: null,
    ...more,
  });
  const template = (id: string, ...properties: TemplateProperty[]): ConnectorTemplate => ({
    id,
    connector: id.split('/')[0]!,
    operation: id.split('/')[1] ?? null,
    version: 2,
    name: id,
    description: '',
    appliesTo: ['bpmn:ServiceTask'],
    icon: '',
    result: '',
    groups: [],
    properties,
  });
  const body = property('body', { condition: { property: 'method', one_of: ['POST'] } });
  const http = template('http', property('url'), property('method', { default: 'GET' }), body);
  const score = template('python/score', property('url'));

  it('are chosen with what they share of the parameters', async () => {
    const { it: task } = await parse('<bpmn:serviceTask id="it" />');
    run(writeTemplate(place(task!), http));
    run(writeParameter(place(task!), 'url', 'https://example.org'));
    run(writeParameter(place(task!), 'method', 'POST'));
    expect(templateOf(task!, { templates: [score, http] })).toBe(http);
    run(writeTemplate(place(task!), score));
    expect(templateOf(task!, { templates: [http, score] })).toBe(score);
    expect(readExtension(task!, 'bpm:Service', 'templateVersion')).toBe('2');
    expect(readList(task!, 'bpm:Service', 'parameters').map(({ name }) => name)).toEqual(['url']);
    run(writeParameter(place(task!), 'url', ''));
    run(writeTemplate(place(task!), undefined));
    expect(task!.get('extensionElements')).toBeUndefined();
  });

  it('ask for a parameter while another one has a certain value, or may have', async () => {
    const { it: task } = await parse('<bpmn:serviceTask id="it" />');
    run(writeTemplate(place(task!), http));
    expect(counts(body, http, task!)).toBe(false);
    run(writeParameter(place(task!), 'method', 'POST'));
    expect(readParameter(task!, 'method')).toBe('POST');
    expect(counts(body, http, task!)).toBe(true);
    run(writeParameter(place(task!), 'method', '=verb'));
    expect(counts(body, http, task!)).toBe(true);
  });
});

describe('a thrown message', () => {
  it('carries what the list says, and only what throws one has that list', async () => {
    const { it: event, none } = await parse(
      '<bpmn:endEvent id="it"><bpmn:messageEventDefinition/></bpmn:endEvent><bpmn:endEvent id="none"/>',
    );
    const element = (host: ModdleElement) =>
      ({ type: host.$type, businessObject: host }) as unknown as DiagramElement;
    expect(publishHost(element(event!))).toBe(event);
    expect(publishHost(element(none!))).toBeNull();
    const payload = LISTS.find(({ id }) => id === 'payload')!;
    run(payload.add!(place(event!)));
    run(payload.add!(place(event!)));
    const names = payload.items(event!).map(({ name }) => name);
    expect(names).toEqual(['variable1', 'variable2']);
    run(payload.remove!(place(event!), payload.items(event!)[0]!));
    expect(await xmlOf(event!)).toContain('<bpm:parameter name="variable2" />');
  });
});

describe('an ad-hoc sub-process', () => {
  const field = (id: string) => AD_HOC.fields.find((one) => one.id === id)!;

  it('keeps what is usual unwritten', async () => {
    const { it: free } = await parse('<bpmn:adHocSubProcess id="it" />');
    expect(field('cancelRemainingInstances').read(free!)).toBe(true);
    run(field('cancelRemainingInstances').write(place(free!), false));
    run(field('ordering').write(place(free!), 'Sequential'));
    run(field('begins').write(place(free!), 'chosen'));
    const xml = await xmlOf(free!);
    expect(xml).toContain('cancelRemainingInstances="false"');
    expect(xml).toContain('ordering="Sequential"');
    expect(xml).toContain('<bpm:adHoc begins="chosen" />');
    run(field('cancelRemainingInstances').write(place(free!), true));
    run(field('ordering').write(place(free!), undefined));
    run(field('begins').write(place(free!), undefined));
    expect(await xmlOf(free!)).not.toMatch(/cancelRemaining|ordering|adHoc begins/);
  });
});

describe('a standard loop', () => {
  it('is told from the others and holds its own settings', async () => {
    const { it: task } = await parse('<bpmn:task id="it" />');
    run(writeRepetition(place(task!), 'again'));
    expect(readRepetition(task!)).toBe('again');
    const shown = (id: string) => repetition.find((one) => one.id === id)!;
    expect(shown('loopMaximum').isShown?.(task!)).toBe(true);
    expect(shown('collection').isShown?.(task!)).toBe(false);
    run(shown('loopMaximum').write(place(task!), '3'));
    expect(await xmlOf(task!)).toContain('loopMaximum="3"');
    run(writeRepetition(place(task!), 'parallel'));
    expect([readRepetition(task!), shown('loopMaximum').isShown?.(task!)]).toEqual([
      'parallel',
      false,
    ]);
  });
});
