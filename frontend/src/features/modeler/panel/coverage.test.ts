import { BpmnModdle } from 'bpmn-moddle';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTED } from '@/shared/bpmn/executed';
import { mendModdle } from '@/shared/bpmn/mending';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import type { Command, Place } from './commands';
import { serviceFields } from './connectors';
import type { Field } from './field';
import { GROUPS } from './fields';
import { FURTHER } from './further';
import { LISTS } from './lists';

/** What needs no field in the panel, wherever it stands, and why. */
const DRAWN = 'It is drawn on the canvas.';
const LIBRARY = 'The head of the panel and its group General have it.';
const GIVEN = 'The editor gives it by itself.';
const TYPES = 'It names a type; values carry their own.';
const ANYWHERE: Record<string, string> = {
  documentation: LIBRARY,
  name: LIBRARY,
  extensionElements: 'What stands in it is listed by itself, as bpm:….',
  id: GIVEN,
  incoming: DRAWN,
  outgoing: DRAWN,
  sourceRef: DRAWN,
  targetRef: DRAWN,
  attachedToRef: DRAWN,
  associationDirection: DRAWN,
  lane: DRAWN,
  laneSet: DRAWN,
  childLaneSet: DRAWN,
  flowNodeRef: DRAWN,
  association: DRAWN,
  group: DRAWN,
  sequenceFlow: DRAWN,
  textAnnotation: DRAWN,
  text: DRAWN,
  dataObject: DRAWN,
  dataObjectReference: DRAWN,
  triggeredByEvent: 'The menu for replacing makes an event sub-process.',
  itemSubjectRef: TYPES,
  evaluatesToTypeRef: TYPES,
  language: 'FEEL is the only one.',
  gatewayDirection: 'Nothing runs by it: flows say the same.',
  implementation: 'A connector says what carries the task out.',
  operationRef: 'A connector says what carries the task out; messages go by their names.',
};

const HERE: Record<string, string> = {
  'dataInput/dataObjectRef': 'The schema allows it on references to data objects only.',
  'dataOutput/dataObjectRef': 'The schema allows it on references to data objects only.',
  'dataObject/dataObjectRef': 'The schema allows it on references to data objects only.',
  'property/dataObjectRef': 'The schema allows it on references to data objects only.',
  'property/isCollection': 'The schema does not allow it.',
  'dataObjectReference/isCollection': 'Its data object says it.',
  'inputDataItem/dataObjectRef': 'The schema allows it on references to data objects only.',
  'outputDataItem/dataObjectRef': 'The schema allows it on references to data objects only.',
  'inputDataItem/isCollection': 'It is one element.',
  'outputDataItem/isCollection': 'It is one element.',
  'group/categoryValueRef': 'The text beside the frame is it.',
  'lane/partitionElement': 'Nothing runs by it.',
  'lane/partitionElementRef': 'Nothing runs by it.',
  'linkEventDefinition/source': 'Links find one another by their names.',
  'linkEventDefinition/target': 'Links find one another by their names.',
  'process/definitionalCollaborationRef': 'Nothing runs by it.',
  'process/isClosed': 'Nothing runs by it.',
  'process/isExecutable': LIBRARY,
  'process/processType': 'Every value that runs means the same.',
  'sequenceFlow/isImmediate': 'True is the only value.',
  'textAnnotation/textFormat': 'Nothing runs by it.',
  'transaction/method': 'Compensation is the only one.',
};

/** Parts of events that the reader understands, though the specification has no place for them. */
const MISPLACED = new Set(
  ['dataOutput', 'dataOutputAssociation', 'outputSet']
    .flatMap((part) => ['endEvent', 'intermediateThrowEvent', 'event'].map((at) => `${at}/${part}`))
    .concat(
      ['dataInput', 'dataInputAssociation', 'inputSet'].flatMap((part) =>
        ['startEvent', 'intermediateCatchEvent', 'boundaryEvent', 'event'].map(
          (at) => `${at}/${part}`,
        ),
      ),
      ['event/property'],
    ),
);

const moddle = new BpmnModdle({ bpm: bpmModdle });
mendModdle(moddle);

const written = new Map<string, Set<string>>();

const note = (type: string, property: string): void => {
  const known = written.get(type) ?? new Set();
  written.set(type, known.add(property));
};

const isModdle = (value: unknown): value is ModdleElement =>
  typeof value === 'object' && value !== null && '$type' in value;

/** Note what a new part holds, all the way down. */
const noteParts = (value: unknown, depth = 4): void => {
  if (Array.isArray(value)) value.forEach((each) => noteParts(each, depth));
  if (!isModdle(value) || depth === 0) return;
  note(value.$type, '');
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('$')) continue;
    note(value.$type, name);
    noteParts(inner, depth - 1);
  }
};

const run = (commands: readonly Command[]): void => {
  for (const { context } of commands) {
    const target =
      'moddleElement' in context ? context.moddleElement : context.element.businessObject;
    for (const [name, value] of Object.entries(context.properties)) {
      note(target.$type, name);
      noteParts(value, 2);
      target.set(name, value);
    }
  }
};

const factory: Place['factory'] = {
  create: (type, properties = {}) => {
    // references do not show in a walk over the parts
    Object.keys(properties).forEach((name) => note(type, name));
    return moddle.create(type, properties) as ModdleElement;
  },
};

const texts = (key: string): string => key;

/** Whether other fields come and go with it; elements to refer to are as good as one another. */
const decides = ({ kind, options, id }: Field): boolean =>
  kind === 'check' || options !== undefined || id.endsWith('Kind') || id === 'behavior';

const valuesFor = (field: Field, host: ModdleElement): unknown[] => {
  if (field.kind === 'check') return [true, false, true];
  if (field.kind !== 'select') return ['x', '3'];
  const choices = field.choices?.(host, texts).map(({ value }) => value) ?? field.options ?? [];
  // what stays chosen has further fields of its own
  return [...(decides(field) ? choices : choices.slice(0, 2)), choices[1] ?? choices[0]];
};

const write = (element: DiagramElement, host: ModdleElement, field: Field, value: unknown) => {
  if (field.isShown?.(host) ?? true) run(field.write({ element, host, factory }, value));
};

const GROUPS_HERE = [...GROUPS, ...FURTHER.groups];
const LISTS_HERE = [...LISTS, ...FURTHER.lists];

const fieldsOf = (element: DiagramElement): [ModdleElement, Field][] => {
  const calls = { id: 'service', fields: serviceFields({ templates: [] }) };
  const groups = GROUPS_HERE.flatMap(({ hostOf, fields }) => {
    const host = hostOf(element);
    return host ? fields.map((field): [ModdleElement, Field] => [host, field]) : [];
  });
  const isCall = ['bpmn:ServiceTask', 'bpmn:SendTask'].includes(element.type);
  const service = isCall
    ? calls.fields.map((field): [ModdleElement, Field] => [element.businessObject, field])
    : [];
  return [...groups, ...service];
};

/** Enter everything that the panel lets one enter. */
const enterAll = (element: DiagramElement, depth = 1): void => {
  if (depth > 0) enterLists(element);
  for (const [host, field] of fieldsOf(element))
    for (const value of valuesFor(field, host)) {
      write(element, host, field, value);
      if (depth > 0 && decides(field)) enterAll(element, depth - 1);
    }
  if (depth > 0) enterLists(element);
};

const enterLists = (element: DiagramElement): void => {
  for (const { hostOf, add, items, fields } of LISTS_HERE) {
    const host = hostOf(element);
    if (!host) continue;
    run(add?.({ element, host, factory }) ?? []);
    for (let index = 0; index < items(host).length; index += 1)
      for (const field of fields) {
        const item = items(host)[index];
        if (!item) continue;
        for (const value of valuesFor(field, item)) {
          const current = items(host)[index];
          if (current) write(element, current, field, value);
          if (field.id.endsWith('Kind') && items(host)[index])
            fields.forEach((other) => {
              const changed = items(host)[index];
              if (changed && other !== field)
                valuesFor(other, changed).forEach((each) => write(element, changed, other, each));
            });
        }
      }
  }
};

const NODES = Object.keys(EXECUTED).filter(
  (name) =>
    /Task$|Process$|Activity$|^task$|^transaction$|Event$|Gateway$/.test(name) &&
    !['process', 'event'].includes(name),
);
const KINDS = [
  'message',
  'timer',
  'signal',
  'conditional',
  'error',
  'escalation',
  'compensate',
  'link',
  'terminate',
  'cancel',
];
const LOOPS = [
  '<multiInstanceLoopCharacteristics behavior="One"/>',
  '<multiInstanceLoopCharacteristics behavior="Complex"/>',
  '<standardLoopCharacteristics/>',
];

const variantsOf = (name: string): string[] => {
  const triggers = KINDS.map((kind) => `<${kind}EventDefinition/>`);
  if (name.endsWith('Event'))
    return ['', ...triggers, ...triggers.map((trigger) => trigger + triggers[0]!)];
  return name.endsWith('Gateway') ? [''] : ['', ...LOOPS, `<ioSpecification/>${LOOPS[0]!}`];
};

const parse = async (inner: string): Promise<ModdleElement[]> => {
  const { elementsById } = await moddle.fromXML(
    `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpm="urn:bpm:schema:1.0"
      targetNamespace="urn:t"><message id="m" name="m"/><signal id="s"/><error id="e"/><escalation id="c"/>
      <collaboration id="pools"><participant id="pool" processRef="p"/></collaboration>
      <process id="p"><dataObject id="o" name="o"/><dataObjectReference id="r" dataObjectRef="o"/>
      <task id="beside"/>${inner}</process></definitions>`,
  );
  return Object.values(elementsById) as unknown as ModdleElement[];
};

const drawn = (host: ModdleElement): DiagramElement =>
  ({ id: host.id, type: host.$type, businessObject: host }) as unknown as DiagramElement;

const wrap = (name: string, xml: string): string[] =>
  name === 'startEvent'
    ? [xml, `<subProcess id="around" triggeredByEvent="true">${xml}</subProcess>`]
    : [xml];

beforeAll(async () => {
  const flow =
    '<exclusiveGateway id="it"/><sequenceFlow id="one" sourceRef="it" targetRef="beside"/>' +
    '<sequenceFlow id="two" sourceRef="it" targetRef="beside"/><task id="work"><dataInputAssociation id="flow"/></task>';
  for (const host of await parse(flow)) enterAll(drawn(host));
  for (const name of NODES)
    for (const variant of variantsOf(name))
      for (const xml of wrap(name, `<${name} id="it">${variant}</${name}>`)) {
        const flows = ['one', 'two'].map(
          (id) => `<sequenceFlow id="${id}" sourceRef="it" targetRef="beside"/>`,
        );
        const [host] = (await parse(xml + flows.join(''))).filter(({ id }) => id === 'it');
        enterAll(drawn(host!));
      }
}, 60_000);

const OF_TYPE: Record<string, string> = {
  inputDataItem: 'bpmn:DataInput',
  outputDataItem: 'bpmn:DataOutput',
  event: 'bpmn:ImplicitThrowEvent',
  ioSpecification: 'bpmn:InputOutputSpecification',
};

const typeOf = (name: string): string => {
  const [prefix, local] = name.includes(':') ? name.split(':') : ['bpmn', name];
  return OF_TYPE[name] ?? `${prefix!}:${local!.charAt(0).toUpperCase()}${local!.slice(1)}`;
};

const EXPRESSIONS =
  /^(condition|conditionExpression|activationCondition|completionCondition|loopCondition|loopCardinality|time(Date|Duration|Cycle)|from|to|transformation|script)$/;

const isCovered = (name: string, part: string): boolean => {
  const known = written.get(typeOf(name)) ?? new Set<string>();
  const local = part.replace(/^bpm:/, '');
  const names = [
    local,
    `${local}s`,
    local.replace(/y$/, 'ies'),
    local === 'parameter' ? 'parameters' : '',
  ];
  if (names.some((each) => known.has(each))) return true;
  if (part.endsWith('LoopCharacteristics'))
    return known.has('loopCharacteristics') && written.has(typeOf(part));
  if (part.endsWith('EventDefinition'))
    return known.has('eventDefinitions') && written.has(typeOf(part));
  return false;
};

const missing = (): string[] =>
  Object.entries(EXECUTED).flatMap(([name, { attributes, children }]) =>
    [...attributes, ...children]
      .filter((part) => !(part in ANYWHERE) && !NODES.includes(part))
      .map((part): [string, string] => [part, `${name}/${part}`])
      .filter(([, key]) => !(key in HERE) && !MISPLACED.has(key) && !EXPRESSIONS.test(name))
      .filter(([part]) => !isCovered(name, part))
      .map(([, key]) => key),
  );

describe('the panel', () => {
  it('has a field for everything that the engine reads, or a reason', () => {
    expect(missing()).toEqual([]);
  });

  it('has no reason left for what is read no more', () => {
    const known = new Set(
      Object.entries(EXECUTED).flatMap(([name, { attributes, children }]) =>
        [...attributes, ...children].map((part) => `${name}/${part}`),
      ),
    );
    expect(Object.keys(HERE).filter((key) => !known.has(key))).toEqual([]);
  });

  it.each([
    ['bpmn:CorrelationKey', 'correlationPropertyRef'],
    ['bpmn:CorrelationProperty', 'correlationPropertyRetrievalExpression'],
    ['bpmn:CorrelationPropertyRetrievalExpression', 'messagePath'],
    ['bpmn:CorrelationPropertyRetrievalExpression', 'messageRef'],
    ['bpmn:CorrelationSubscription', 'correlationKeyRef'],
    ['bpmn:CorrelationPropertyBinding', 'correlationPropertyRef'],
    ['bpmn:CorrelationPropertyBinding', 'dataPath'],
    ['bpmn:GlobalScriptTask', 'script'],
    ['bpmn:GlobalScriptTask', 'scriptLanguage'],
    ['bpmn:Message', 'name'],
    ['bpmn:Error', 'errorCode'],
    ['bpmn:Escalation', 'escalationCode'],
  ])('writes %s, %s, beside the processes', (type, property) => {
    expect([...(written.get(type) ?? [])]).toContain(property);
  });
});
