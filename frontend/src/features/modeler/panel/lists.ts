import { settingRuns } from '@/shared/bpmn/offer';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import {
  addExtension,
  child,
  extensionsOf,
  readList,
  removeExtension,
  writeExtensionParts,
  type Place,
} from './commands';
import { COMPLEX_BEHAVIOUR } from './behaviours';
import { ofType, own, type ListGroup } from './field';
import { TRIGGERS } from './triggers';
import { publishHost } from './publishing';

const IO = 'bpm:Io';
const MAPPING = 'bpm:ErrorMapping';
const PUBLISH = 'bpm:Publish';

const ioHost = (element: DiagramElement): ModdleElement | null => {
  const bears =
    /Task$|SubProcess$|^bpmn:CallActivity$|^bpmn:(Start|Intermediate|Boundary|End)\w*Event$/;
  if (element.labelTarget || !settingRuns('io') || !bears.test(element.type)) return null;
  return element.businessObject;
};

/** Variables mapped on the way in, or on the way out. */
const mappings = (id: 'inputs' | 'outputs', type: string): ListGroup => {
  const write = (place: Place, items: ModdleElement[]) =>
    writeExtensionParts(place, IO, { [id]: items });
  const items = (host: ModdleElement) => readList(host, IO, id);
  return {
    id,
    hostOf: ioHost,
    items,
    nameOf: (item) => item.name ?? '',
    add: (place) => {
      const there = items(place.host);
      const made = child(place, place.host, type, { name: freeName(there) });
      return write(place, [...there, made]);
    },
    remove: (place, item) =>
      write(
        place,
        items(place.host).filter((other) => other !== item),
      ),
    fields: [
      own('name', 'text', { id: 'variable', hint: true, required: 'variable' }),
      own('text', 'feel', { id: 'value', hint: true }),
    ],
  };
};

/** Propose a name that no other one has. */
export const freeName = (items: readonly ModdleElement[]): string => {
  const names = new Set(items.map(({ name }) => name));
  let number = 1;
  while (names.has(`variable${number.toString()}`)) number += 1;
  return `variable${number.toString()}`;
};

/** The variables that a message carries which is thrown. */
const payload: ListGroup = {
  id: 'payload',
  hostOf: publishHost,
  items: (host) => readList(host, PUBLISH, 'parameters'),
  nameOf: (item) => item.name ?? '',
  add: (place) => {
    const there = readList(place.host, PUBLISH, 'parameters');
    const made = child(place, place.host, 'bpm:Parameter', { name: freeName(there) });
    return writeExtensionParts(place, PUBLISH, { parameters: [...there, made] });
  },
  remove: (place, item) =>
    writeExtensionParts(place, PUBLISH, {
      parameters: readList(place.host, PUBLISH, 'parameters').filter((other) => other !== item),
    }),
  fields: [
    own('name', 'text', { id: 'variable', hint: true, required: 'variable' }),
    own('text', 'feel', { id: 'value', hint: true }),
  ],
};

const errorMappings: ListGroup = {
  id: 'errorMapping',
  hostOf: ofType('bpmn:ServiceTask', 'bpmn:SendTask'),
  items: (host) => extensionsOf(host, MAPPING),
  nameOf: (item) => (item.get('errorCode') as string | undefined) ?? '',
  add: (place) => addExtension(place, MAPPING, { when: '=error.status = 404' }),
  remove: removeExtension,
  fields: [
    own('when', 'expression', { hint: true, required: 'when' }),
    own('errorCode', 'text', { hint: true, required: 'errorCode' }),
  ],
};

export const LISTS: readonly ListGroup[] = [
  TRIGGERS,
  COMPLEX_BEHAVIOUR,
  mappings('inputs', 'bpm:Input'),
  mappings('outputs', 'bpm:Output'),
  payload,
  errorMappings,
];
