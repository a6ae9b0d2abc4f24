import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, type Place } from '../commands';
import { expression, own, type ListGroup } from '../field';
import { addRoot, modelOf, nameOrId, referenceTo, referred, rootsOf } from '../roots';
import { addPart, listOf, makeNamed, namesOf, removePart } from './parts';

const PROPERTY = 'bpmn:CorrelationProperty';
const PATHS = 'correlationPropertyRetrievalExpression';
const BINDINGS = 'correlationPropertyBinding';

const collaborationHost = ({ type, businessObject }: DiagramElement): ModdleElement | null =>
  type === 'bpmn:Collaboration' ? businessObject : null;

/** The process of a pool; a process without pools has no conversation to tell apart. */
const processInPool = ({ type, businessObject, labelTarget }: DiagramElement) => {
  if (labelTarget || type !== 'bpmn:Participant') return null;
  return referred('processRef')(businessObject) ?? null;
};

const propertiesOf = (host: ModdleElement): ModdleElement[] => rootsOf(host, PROPERTY);

const keysOf = (host: ModdleElement): ModdleElement[] =>
  rootsOf(host, 'bpmn:Collaboration').flatMap((each) => listOf(each, 'correlationKeys'));

/** What a conversation is told by: each part is a value that its messages carry. */
const parts: ListGroup = {
  id: 'correlationParts',
  hostOf: collaborationHost,
  items: propertiesOf,
  nameOf: nameOrId,
  add: (place) => {
    const { made, commands } = addRoot(place, PROPERTY);
    made.set('name', `part${(propertiesOf(place.host).length + 1).toString()}`);
    return commands;
  },
  remove: (place, part) => {
    const model = modelOf(place.host);
    const keys = keysOf(place.host).filter((key) =>
      listOf(key, 'correlationPropertyRef').includes(part),
    );
    return [
      ...(model ? [removePart(place, model, 'rootElements', part)] : []),
      ...keys.map((key) => removePart(place, key, 'correlationPropertyRef', part)),
    ];
  },
  fields: [own('name', 'text', { id: 'partName', hint: true })],
};

const keys: ListGroup = {
  id: 'correlationKeys',
  hostOf: collaborationHost,
  items: (host) => listOf(host, 'correlationKeys'),
  nameOf: nameOrId,
  add: (place) => {
    const there = listOf(place.host, 'correlationKeys');
    const made = makeNamed(place, place.host, 'bpmn:CorrelationKey', there, 'key');
    made.set('correlationPropertyRef', propertiesOf(place.host));
    return [addPart(place, place.host, 'correlationKeys', made)];
  },
  remove: (place, key) => [removePart(place, place.host, 'correlationKeys', key)],
  fields: [own('name', 'text', { id: 'keyName' }), namesOf('correlationPropertyRef', propertiesOf)],
};

const messagesOf = (host: ModdleElement): ModdleElement[] => rootsOf(host, 'bpmn:Message');

/** Move a part to where another element holds it. */
const moveTo = (place: Place, property: string, target: ModdleElement) => {
  const holder = place.host.$parent;
  if (!holder || holder === target) return [];
  place.host.$parent = target;
  return [
    removePart(place, holder, property, place.host),
    addPart(place, target, property, place.host),
  ];
};

/** How each part is read from each message. */
const paths: ListGroup = {
  id: 'correlationPaths',
  hostOf: (element) => {
    const host = collaborationHost(element);
    return host && propertiesOf(host).length > 0 ? host : null;
  },
  items: (host) => propertiesOf(host).flatMap((each) => listOf(each, PATHS)),
  nameOf: (path) => {
    const message = referred('messageRef')(path);
    const of = path.$parent ? nameOrId(path.$parent) : '';
    return message ? `${of} ← ${nameOrId(message)}` : of;
  },
  add: (place) => {
    const [property] = propertiesOf(place.host);
    if (!property) return [];
    const [messageRef] = messagesOf(place.host);
    const type = 'bpmn:CorrelationPropertyRetrievalExpression';
    const made = child(place, property, type, { messageRef });
    return [addPart(place, property, PATHS, made)];
  },
  remove: (place, path) => (path.$parent ? [removePart(place, path.$parent, PATHS, path)] : []),
  fields: [
    {
      ...referenceTo('correlationPart', propertiesOf),
      read: (path) => path.$parent?.id,
      write: (place, value) => {
        const target = propertiesOf(place.host).find(({ id }) => id === value);
        return target ? moveTo(place, PATHS, target) : [];
      },
    },
    referenceTo('messageRef', messagesOf, { id: 'ofMessage' }),
    expression('messagePath', { hint: true }),
  ],
};

const subscriptionsOf = (process: ModdleElement): ModdleElement[] =>
  listOf(process, 'correlationSubscriptions');

/** Where an instance holds each part of the key that it waits by. */
const bindings: ListGroup = {
  id: 'correlationData',
  hostOf: (element) => {
    const process = processInPool(element);
    return process && keysOf(process).length > 0 ? process : null;
  },
  items: (process) => subscriptionsOf(process).flatMap((each) => listOf(each, BINDINGS)),
  nameOf: (binding) => nameOrId(referred('correlationPropertyRef')(binding) ?? binding),
  add: (place) => {
    const [key] = keysOf(place.host);
    const [there] = subscriptionsOf(place.host);
    const holder =
      there ?? child(place, place.host, 'bpmn:CorrelationSubscription', { correlationKeyRef: key });
    const [correlationPropertyRef] = listOf(key, 'correlationPropertyRef');
    const made = child(place, holder, 'bpmn:CorrelationPropertyBinding', {
      correlationPropertyRef,
    });
    return [
      ...(there ? [] : [addPart(place, place.host, 'correlationSubscriptions', holder)]),
      addPart(place, holder, BINDINGS, made),
    ];
  },
  remove: (place, binding) => {
    const holder = binding.$parent;
    if (!holder) return [];
    if (listOf(holder, BINDINGS).length > 1) return [removePart(place, holder, BINDINGS, binding)];
    return [removePart(place, place.host, 'correlationSubscriptions', holder)];
  },
  fields: [
    {
      ...referenceTo('correlationKeyRef', keysOf),
      read: (binding) => binding.$parent && referred('correlationKeyRef')(binding.$parent)?.id,
      write: (place, value) => {
        const key = keysOf(place.host).find(({ id }) => id === value);
        const holder = place.host.$parent;
        return holder && key ? [writeModdle(place, holder, { correlationKeyRef: key })] : [];
      },
    },
    referenceTo('correlationPropertyRef', propertiesOf, { id: 'boundPart' }),
    expression('dataPath', { hint: true }),
  ],
};

export const CORRELATION: readonly ListGroup[] = [parts, keys, paths, bindings];
