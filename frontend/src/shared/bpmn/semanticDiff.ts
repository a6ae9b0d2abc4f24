/** What differs between two models, element by element, layout apart. */

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

export type DiffKind = 'removed' | 'added' | 'changed' | 'moved';

/** One property; null on the side that does not have it. */
export interface Change {
  /** Names of the nested elements down to the property: `timerEventDefinition/timeDuration`. */
  path: string;
  before: string | null;
  after: string | null;
}

export interface ElementDiff {
  id: string;
  /** BPMN type without prefix: `UserTask`. */
  type: string;
  name: string;
  kind: DiffKind;
  /** Empty unless the element changed. */
  changes: Change[];
}

/** What holds elements that stand for themselves in a list of differences. */
const CONTAINERS = new Set([
  'definitions',
  'process',
  'subProcess',
  'adHocSubProcess',
  'transaction',
  'collaboration',
  'laneSet',
]);
/** What belongs to the container itself, with an id or without. */
const PARTS = new Set([
  'documentation',
  'extensionElements',
  'laneSet',
  'property',
  'ioSpecification',
  'dataInputAssociation',
  'dataOutputAssociation',
  'multiInstanceLoopCharacteristics',
  'standardLoopCharacteristics',
]);
/** Said by the flows already. */
const ECHOES = new Set(['incoming', 'outgoing']);

type Facts = Map<string, string>;

interface Unit {
  element: Element;
  place: string;
}

const isUnit = (element: Element): boolean =>
  element.namespaceURI === BPMN &&
  element.hasAttribute('id') &&
  !PARTS.has(element.localName) &&
  CONTAINERS.has(element.parentElement?.localName ?? '');

const squeeze = (text: string): string => text.trim().replace(/\s+/g, ' ');

const readAttributes = (element: Element, path: string, facts: Facts, isNested: boolean) => {
  for (const { namespaceURI, localName, value } of element.attributes) {
    if (namespaceURI === XMLNS || (localName === 'id' && namespaceURI === null)) continue;
    // Which kind of expression it is follows from where it stands.
    if (isNested && localName === 'type' && namespaceURI?.endsWith('XMLSchema-instance')) continue;
    facts.set(path + localName, squeeze(value));
  }
};

/** Read what an element says, those apart that stand for themselves. */
const readFacts = (element: Element, path: string, facts: Facts): Facts => {
  readAttributes(element, path, facts, path !== '');
  const children = [...element.children].filter(
    (child) => !isUnit(child) && !ECHOES.has(child.localName),
  );
  const lanes = children.filter(({ localName }) => localName === 'flowNodeRef');
  if (lanes.length > 0)
    // A lane holds a set: the order in the file means nothing.
    facts.set(
      `${path}flowNodeRef`,
      lanes
        .map(({ textContent }) => squeeze(textContent))
        .sort()
        .join(', '),
    );
  for (const child of children) {
    if (child.localName === 'flowNodeRef') continue;
    const same = children.filter(({ localName }) => localName === child.localName);
    const number = same.length > 1 ? `[${(same.indexOf(child) + 1).toString()}]` : '';
    const own = path + child.localName + number;
    const text = child.children.length === 0 ? squeeze(child.textContent) : '';
    if (text !== '' || child.attributes.length + child.children.length === 0) facts.set(own, text);
    readFacts(child, `${own}/`, facts);
  }
  return facts;
};

const placesOf = (document: Document): Map<string, string> => {
  const places = new Map<string, string>();
  for (const shape of document.querySelectorAll('[bpmnElement]')) {
    if (shape.localName !== 'BPMNShape') continue;
    const bounds = [...shape.children].find(({ localName }) => localName === 'Bounds');
    const at = ['x', 'y', 'width', 'height'].map((name) =>
      Math.round(Number(bounds?.getAttribute(name))),
    );
    places.set(shape.getAttribute('bpmnElement') ?? '', at.join(' '));
  }
  return places;
};

const unitsOf = (xml: string): Map<string, Unit> | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.querySelector('parsererror')) return null;
  const places = placesOf(document);
  const found = [...document.getElementsByTagNameNS(BPMN, '*')].filter(isUnit);
  return new Map(
    found.map((element) => {
      const id = element.getAttribute('id') ?? '';
      return [id, { element, place: places.get(id) ?? '' }];
    }),
  );
};

const compareFacts = (before: Facts, after: Facts): Change[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({
      path,
      before: before.get(path) ?? null,
      after: after.get(path) ?? null,
    }))
    .filter((change) => change.before !== change.after);

const factsOf = ({ element }: Unit): Facts =>
  readFacts(element, '', new Map([['type', element.localName]]));

/** The name of an element; of a flow without one what it connects. */
const nameOf = (element: Element): string => {
  const name = squeeze(element.getAttribute('name') ?? '');
  const ends = ['sourceRef', 'targetRef'].map((end) => element.getAttribute(end));
  if (name !== '' || ends.includes(null)) return name;
  const told = ends.map((id) => {
    const found = element.parentElement?.querySelector(`[id="${CSS.escape(id ?? '')}"]`);
    return squeeze(found?.getAttribute('name') ?? '') || id;
  });
  return told.join(' → ');
};

const describe = ({ element }: Unit, kind: DiffKind, changes: Change[] = []): ElementDiff => ({
  id: element.getAttribute('id') ?? '',
  type: element.localName.charAt(0).toUpperCase() + element.localName.slice(1),
  name: nameOf(element),
  kind,
  changes,
});

const compareUnits = (before: Unit, after: Unit): ElementDiff | null => {
  const changes = compareFacts(factsOf(before), factsOf(after));
  if (changes.length > 0) return describe(after, 'changed', changes);
  return before.place === after.place ? null : describe(after, 'moved');
};

/**
 * Compare two models by the ids of their elements.
 *
 * @returns What was removed, added, changed and only moved, in this order; null where a text is no
 * XML.
 */
export const semanticDiff = (before: string, after: string): ElementDiff[] | null => {
  const old = unitsOf(before);
  const young = unitsOf(after);
  if (!old || !young) return null;
  const removed = [...old].filter(([id]) => !young.has(id));
  const both = [...young].map(([id, unit]) => {
    const twin = old.get(id);
    return twin ? compareUnits(twin, unit) : describe(unit, 'added');
  });
  const found = both.filter((one) => one !== null);
  return [
    ...removed.map(([, unit]) => describe(unit, 'removed')),
    ...(['added', 'changed', 'moved'] as const).flatMap((kind) =>
      found.filter((one) => one.kind === kind),
    ),
  ];
};
