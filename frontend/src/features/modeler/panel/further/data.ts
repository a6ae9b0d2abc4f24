import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, type Command, type Place } from '../commands';
import { expression, ofType, own, type Field, type FieldGroup, type ListGroup } from '../field';
import { nameOrId, referenceTo, referred } from '../roots';
import { DATA_OBJECTS } from './dataObjects';
import {
  has,
  holderOf,
  isActivity,
  isEvent,
  isProcess,
  isThrower,
  itemsOf,
  ownerOf,
  ownItems,
  specificationOf,
  type Side,
} from './declared';
import { addPart, listOf, makeNamed, namesOf, removePart } from './parts';

/** Made by the canvas for the end of an association that it draws. */
const PLACEHOLDER = '__targetRef_placeholder';

const propertiesOf = (host: ModdleElement): ModdleElement[] =>
  listOf(host, 'properties').filter(({ name }) => name !== PLACEHOLDER);

/** Data objects and properties that an association may name: of all levels around, and drawn ones. */
const dataAround = (part: ModdleElement): ModdleElement[] => {
  const found: ModdleElement[] = [];
  for (let level = ownerOf(part); level; level = level.$parent) {
    if (isActivity(level) || isEvent(level) || level.$type === 'bpmn:Process')
      found.push(...propertiesOf(level));
    if (isActivity(level) || level.$type === 'bpmn:Process')
      found.push(
        ...listOf(
          level.$type.match(/Process|Transaction/) ? level : undefined,
          'flowElements',
        ).filter(({ $type }) => /^bpmn:DataObject(Reference)?$/.test($type)),
      );
  }
  return found;
};

const SETS: Record<Side, string> = { Input: 'inputSet', Output: 'outputSet' };

/** The sets of a holder; an event has one at most. */
const setsOf = (host: ModdleElement, side: Side): ModdleElement[] => {
  const holder = has(host, side) ? holderOf(host) : undefined;
  if (!holder) return [];
  if (!isEvent(host)) return listOf(holder, `${SETS[side]}s`);
  const set = holder.get(SETS[side]) as ModdleElement | undefined;
  return set ? [set] : [];
};

const makeSet = (place: Place, holder: ModdleElement, side: Side): ModdleElement =>
  child(place, holder, side === 'Input' ? 'bpmn:InputSet' : 'bpmn:OutputSet', {});

const addItem = (place: Place, side: Side): Command[] => {
  const { host } = place;
  const holder = holderOf(host);
  if (!holder) return [];
  const there = itemsOf(host, side);
  const made = makeNamed(place, holder, `bpmn:Data${side}`, there, side.toLowerCase());
  const [set] = setsOf(host, side);
  const refs = `data${side}Refs`;
  if (set) return [addPart(place, holder, `data${side}s`, made), addPart(place, set, refs, made)];
  const fresh = makeSet(place, holder, side);
  fresh.set(refs, [made]);
  const property = isEvent(host) ? { [SETS[side]]: fresh } : { [`${SETS[side]}s`]: [fresh] };
  return [addPart(place, holder, `data${side}s`, made), writeModdle(place, holder, property)];
};

const setRefs = (side: Side): string[] => [
  `data${side}Refs`,
  `optional${side}Refs`,
  `whileExecuting${side}Refs`,
];

const removeItem = (place: Place, side: Side, item: ModdleElement): Command[] => {
  const holder = holderOf(place.host);
  if (!holder) return [];
  const inSets = setsOf(place.host, side).flatMap((set) =>
    setRefs(side)
      .filter((property) => listOf(set, property).includes(item))
      .map((property) => removePart(place, set, property, item)),
  );
  return [...inSets, removePart(place, holder, `data${side}s`, item)];
};

/** Whether the work waits for an item, or an incident says that it is missing. */
const needed = (side: Side): Field => {
  const property = `optional${side}Refs`;
  const setsWith = (item: ModdleElement) => {
    const owner = ownerOf(item);
    return owner
      ? setsOf(owner, side).filter((set) => listOf(set, `data${side}Refs`).includes(item))
      : [];
  };
  return {
    id: `needed${side}`,
    kind: 'check',
    hint: true,
    read: (item) => setsWith(item).some((set) => !listOf(set, property).includes(item)),
    write: (place, value) =>
      setsWith(place.host).map((set) =>
        value === true
          ? removePart(place, set, property, place.host)
          : addPart(place, set, property, place.host),
      ),
  };
};

/** The element whose data is shown; of a pool, its process. */
const shownOf = ({ labelTarget, type, businessObject }: DiagramElement): ModdleElement | null => {
  if (labelTarget) return null;
  if (type === 'bpmn:Participant') return referred('processRef')(businessObject) ?? null;
  return businessObject;
};

const dataHost =
  (side: Side) =>
  (element: DiagramElement): ModdleElement | null => {
    const host = shownOf(element);
    return host && usesData(host) && has(host, side) ? host : null;
  };

const items = (side: Side): ListGroup => ({
  id: `data${side}s`,
  hostOf: dataHost(side),
  items: (host) => itemsOf(host, side),
  nameOf: nameOrId,
  add: (place) => addItem(place, side),
  remove: (place, item) => removeItem(place, side, item),
  fields: [
    own('name', 'text', { id: 'itemName', hint: true }),
    own('isCollection', 'check', { hint: true }),
    needed(side),
  ],
});

const sets = (side: Side): ListGroup => ({
  id: `${SETS[side]}s`,
  hostOf: (element) => {
    const host = dataHost(side)(element);
    return host && !isEvent(host) && itemsOf(host, side).length > 0 ? host : null;
  },
  items: (host) => setsOf(host, side),
  nameOf: (set) => set.name ?? listOf(set, `data${side}Refs`).map(nameOrId).join(', '),
  add: (place) => {
    const holder = holderOf(place.host);
    return holder ? [addPart(place, holder, `${SETS[side]}s`, makeSet(place, holder, side))] : [];
  },
  remove: (place, set) => {
    const holder = holderOf(place.host);
    return holder ? [removePart(place, holder, `${SETS[side]}s`, set)] : [];
  },
  fields: [
    own('name', 'text', { id: 'setName' }),
    ...setRefs(side).map((property) => namesOf(property, ownItems(side))),
    namesOf(side === 'Input' ? 'outputSetRefs' : 'inputSetRefs', (set) => {
      const owner = ownerOf(set);
      return owner ? setsOf(owner, side === 'Input' ? 'Output' : 'Input') : [];
    }),
  ],
});

/** Data flows into activities and throwing events, and out of activities and catching ones. */
const sidesOf = (host: ModdleElement): Side[] =>
  isProcess(host) ? [] : (['Input', 'Output'] as const).filter((side) => has(host, side));

const associationsOf = (host: ModdleElement): ModdleElement[] =>
  sidesOf(host).flatMap((side) => listOf(host, `data${side}Associations`));

const transformation = expression('transformation', { hint: true });

const ends = (side: Side): readonly Field[] => {
  const inside = (part: ModdleElement) => [
    ...ownItems(side)(part),
    ...(side === 'Output' ? propertiesOf(ownerOf(part) ?? part) : []),
  ];
  return [
    namesOf('sourceRef', side === 'Input' ? dataAround : inside, { id: `from${side}` }),
    referenceTo('targetRef', side === 'Input' ? inside : dataAround, { id: `into${side}` }),
    transformation,
  ];
};

const associations = (side: Side): ListGroup => ({
  id: `data${side}Associations`,
  hostOf: (element) => {
    const host = dataHost(side)(element);
    return host && sidesOf(host).includes(side) ? host : null;
  },
  items: (host) => listOf(host, `data${side}Associations`),
  nameOf: (association) => {
    const from = listOf(association, 'sourceRef').map(nameOrId).join(', ');
    const to = referred('targetRef')(association);
    return to ? `${from} → ${nameOrId(to)}` : from;
  },
  add: (place) => {
    const made = child(place, place.host, `bpmn:Data${side}Association`, {});
    const [first] = itemsOf(place.host, side);
    const [around] = dataAround(place.host);
    const [source, target] = side === 'Input' ? [around, first] : [first, around];
    if (source) made.set('sourceRef', [source]);
    if (target) made.set('targetRef', target);
    return [addPart(place, place.host, `data${side}Associations`, made)];
  },
  remove: (place, association) => [
    removePart(place, place.host, `data${side}Associations`, association),
  ],
  fields: ends(side),
});

/** What parts of a value are written one by one. */
const assignments: ListGroup = {
  id: 'assignments',
  hostOf: (element) => {
    const host = element.labelTarget ? null : element.businessObject;
    if (host && /^bpmn:Data(In|Out)putAssociation$/.test(host.$type)) return host;
    return host && usesData(host) && associationsOf(host).length > 0 ? host : null;
  },
  items: (host) =>
    (host.$type.endsWith('Association') ? [host] : associationsOf(host)).flatMap((each) =>
      listOf(each, 'assignment'),
    ),
  nameOf: (assignment) => {
    const body = (property: string) =>
      (referred(property)(assignment)?.get('body') as string | undefined) ?? '';
    return [body('from'), body('to')].filter(Boolean).join(' → ');
  },
  add: (place) => {
    const [association] = place.host.$type.endsWith('Association')
      ? [place.host]
      : associationsOf(place.host);
    if (!association) return [];
    const made = child(place, association, 'bpmn:Assignment', {});
    return [addPart(place, association, 'assignment', made)];
  },
  remove: (place, assignment) =>
    assignment.$parent ? [removePart(place, assignment.$parent, 'assignment', assignment)] : [],
  fields: [
    expression('from', { id: 'assignedFrom', hint: true }),
    expression('to', { id: 'assignedTo', hint: true }),
  ],
};

const mayUseData = (host: ModdleElement): boolean =>
  isActivity(host) || isEvent(host) || isProcess(host);

const usesData = (host: ModdleElement): boolean => {
  if (!mayUseData(host)) return false;
  const isDeclared = !isEvent(host) && specificationOf(host) !== undefined;
  return (
    isDeclared ||
    [...itemsOf(host, 'Input'), ...itemsOf(host, 'Output'), ...associationsOf(host)].length > 0
  );
};

const declare = (place: Place): Command[] => {
  const { host } = place;
  if (isEvent(host)) return addItem(place, isThrower(host) ? 'Input' : 'Output');
  const made = child(place, host, 'bpmn:InputOutputSpecification', {});
  made.set('inputSets', [makeSet(place, made, 'Input')]);
  made.set('outputSets', [makeSet(place, made, 'Output')]);
  return [writeModdle(place, host, { ioSpecification: made })];
};

const undeclare = (place: Place): Command[] => {
  const { host } = place;
  const emptied = sidesOf(host).map((side) => ({
    [`data${side}Associations`]: [],
    ...(isEvent(host) ? { [`data${side}s`]: [], [SETS[side]]: undefined } : {}),
  }));
  const own = isEvent(host) ? {} : { ioSpecification: undefined };
  return [writeModdle(place, host, Object.assign({}, own, ...emptied) as Record<string, unknown>)];
};

const data: FieldGroup = {
  id: 'data',
  hostOf: (element) => {
    const host = shownOf(element);
    return host && mayUseData(host) ? host : null;
  },
  fields: [
    {
      id: 'usesData',
      kind: 'check',
      hint: true,
      read: (host) => (isEvent(host) ? usesData(host) : specificationOf(host) !== undefined),
      write: (place, value) => (value === true ? declare(place) : undeclare(place)),
    },
  ],
};

/** One association that is drawn on the canvas. */
const drawn = (side: Side): FieldGroup => ({
  id: 'association',
  hostOf: ofType(`bpmn:Data${side}Association`),
  fields: ends(side),
});

const holdsProperties = (element: DiagramElement): ModdleElement | null => {
  const host = shownOf(element);
  if (!host) return null;
  const isLevel = /^bpmn:(Process|Transaction)$|SubProcess$/.test(host.$type);
  return isLevel || usesData(host) ? host : null;
};

const properties: ListGroup = {
  id: 'ownData',
  hostOf: holdsProperties,
  items: propertiesOf,
  nameOf: nameOrId,
  add: (place) => {
    const made = makeNamed(place, place.host, 'bpmn:Property', propertiesOf(place.host), 'data');
    return [addPart(place, place.host, 'properties', made)];
  },
  remove: (place, property) => [removePart(place, place.host, 'properties', property)],
  fields: [own('name', 'text', { id: 'itemName', hint: true })],
};

export const DATA_GROUPS: readonly FieldGroup[] = [
  data,
  drawn('Input'),
  drawn('Output'),
  ...DATA_OBJECTS,
];

export const DATA_LISTS: readonly ListGroup[] = [
  properties,
  items('Input'),
  associations('Input'),
  items('Output'),
  associations('Output'),
  assignments,
  sets('Input'),
  sets('Output'),
];
