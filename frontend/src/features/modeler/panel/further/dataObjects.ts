import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle } from '../commands';
import { own, through, type Field, type FieldGroup } from '../field';
import { loopOf } from '../loops';
import { referenceTo, referred } from '../roots';
import { isActivity, ownItems, specificationOf } from './declared';
import { listOf } from './parts';

const objectOf = referred('dataObjectRef');

const dataObjects = (reference: ModdleElement): ModdleElement[] => {
  const found: ModdleElement[] = [];
  for (
    let level = reference.$parent;
    level && level.$type !== 'bpmn:Definitions';
    level = level.$parent
  )
    found.push(...listOf(level, 'flowElements').filter(({ $type }) => $type === 'bpmn:DataObject'));
  return found;
};

const dataObject: FieldGroup = {
  id: 'dataObject',
  hostOf: (element) => {
    const { businessObject: host } = element.labelTarget ?? element;
    return host.$type === 'bpmn:DataObjectReference' ? host : null;
  },
  fields: [
    referenceTo('dataObjectRef', dataObjects, { hint: true }),
    ...[
      own('name', 'text', { id: 'objectName', hint: true }),
      own('isCollection', 'check', { hint: true }),
    ].map(through(objectOf)),
  ],
};

const itemField = (property: string, type: string, id: string): Field => ({
  id,
  kind: 'text',
  hint: true,
  read: (loop) => referred(property)(loop)?.name ?? '',
  write: (place, value) => {
    const name = typeof value === 'string' && value !== '' ? value : undefined;
    const there = referred(property)(place.host);
    if (!name) return [writeModdle(place, place.host, { [property]: undefined })];
    if (there) return [writeModdle(place, there, { name })];
    return [
      writeModdle(place, place.host, { [property]: child(place, place.host, type, { name }) }),
    ];
  },
});

/** A multi-instance marker that goes by data inputs and outputs of its activity. */
const loopData: FieldGroup = {
  id: 'loopData',
  hostOf: ({ labelTarget, businessObject: host }) => {
    const loop = labelTarget || !isActivity(host) ? undefined : loopOf(host);
    return loop && specificationOf(host) ? loop : null;
  },
  fields: [
    referenceTo('loopDataInputRef', ownItems('Input'), { hint: true }),
    itemField('inputDataItem', 'bpmn:DataInput', 'inputDataItem'),
    referenceTo('loopDataOutputRef', ownItems('Output'), { hint: true }),
    itemField('outputDataItem', 'bpmn:DataOutput', 'outputDataItem'),
  ],
};

/** Data objects on the canvas, and what a repetition makes of data. */
export const DATA_OBJECTS: readonly FieldGroup[] = [dataObject, loopData];
