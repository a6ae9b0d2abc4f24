import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { child, readList, writeExtensionParts } from '../commands';
import { extension, own, type Further, type ListGroup } from '../field';
import { rootsOf } from '../roots';
import { CORRELATION } from './correlation';
import { DATA_GROUPS, DATA_LISTS } from './data';
import { globalTasks } from './globalTasks';

const PROPERTIES = 'bpm:Properties';

/** Names and values that the engine passes by, for people and other tools. */
const notes: ListGroup = {
  id: 'extensionProperties',
  hostOf: ({ labelTarget, businessObject }) => (labelTarget ? null : businessObject),
  items: (host) => readList(host, PROPERTIES, 'properties'),
  nameOf: (item) => item.name ?? '',
  add: (place) => {
    const there = readList(place.host, PROPERTIES, 'properties');
    const name = `property${(there.length + 1).toString()}`;
    const made = child(place, place.host, 'bpm:Property', { name });
    return writeExtensionParts(place, PROPERTIES, { properties: [...there, made] });
  },
  remove: (place, item) =>
    writeExtensionParts(place, PROPERTIES, {
      properties: readList(place.host, PROPERTIES, 'properties').filter((other) => other !== item),
    }),
  fields: [
    own('name', 'text', { id: 'propertyName' }),
    own('value', 'text', { id: 'propertyValue' }),
  ],
};

/** Messages of the model, where the conversation of all who wait for one is told by the same value. */
const messages: ListGroup = {
  id: 'messages',
  hostOf: ({ type, businessObject }: DiagramElement): ModdleElement | null =>
    ['bpmn:Process', 'bpmn:Collaboration'].includes(type) &&
    rootsOf(businessObject, 'bpmn:Message').length > 0
      ? businessObject
      : null,
  items: (host) => rootsOf(host, 'bpmn:Message'),
  nameOf: (message) => message.name ?? message.id ?? '',
  fields: [
    own('name', 'text', { id: 'messageName' }),
    extension('bpm:Subscription', 'correlationKey', 'feel', { id: 'keyOfMessage', hint: true }),
  ],
};

/** Settings that few models need: fetched after the editor is there. */
export const FURTHER: Further = {
  groups: DATA_GROUPS,
  lists: [...CORRELATION, messages, globalTasks, ...DATA_LISTS, notes],
};
