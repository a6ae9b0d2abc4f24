/** What an element of a model says about itself, put together by what it is about. */

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** One saying; the name in the file where the label is a property, else the model's own name. */
export interface Entry {
  /** Names of properties, outermost first; empty where the group says it all. */
  path: readonly string[];
  /** What the model itself calls it: a parameter, a variable. */
  name: string;
  text: string;
  isCode: boolean;
}

/** What belongs together: the assignment, the timer. */
export interface Fact {
  property: string;
  entries: Entry[];
}

const NODE =
  /^(task|transaction|subProcess|data(Object|Store)Reference|\w+(Task|Event|Gateway|SubProcess|Activity))$/;
/** Told elsewhere, or by the drawing alone. */
const APART = new Set([
  'documentation',
  'incoming',
  'outgoing',
  'sequenceFlow',
  'association',
  'textAnnotation',
  'group',
  'laneSet',
  'dataObject',
  'ioSpecification',
]);
const SILENT = new Set(['extensionElements', 'ioMapping', 'io', 'properties', 'listeners', 'loop']);
const CODE = new Set([
  'script',
  'condition',
  'completionCondition',
  'activationCondition',
  'loopCondition',
  'listener',
]);
const UNSAID = new Set(['id', 'name', 'default', 'isExecutable', 'dataObjectRef']);
/** The attribute that names the thing itself needs no label. */
const PLAIN = new Set(['key', 'connector', 'decisionId', 'event']);
/** What names another element. */
const REFERENCE = /Ref$|^excludeCompleterOf$/;
/** What BPMN means where nothing is said, and a reader wants to know. */
const MEANT: Readonly<Record<string, readonly [attribute: string, value: string]>> = {
  boundaryEvent: ['cancelActivity', 'true'],
  multiInstanceLoopCharacteristics: ['isSequential', 'false'],
};

/** All elements of BPMN's own in a file; extensions may carry the same names. */
export const bpmnOf = (document: Document): Element[] => [
  ...document.getElementsByTagNameNS(BPMN, '*'),
];

export const isNode = (element: Element): boolean =>
  element.namespaceURI === BPMN && NODE.test(element.localName);

export const childrenOf = (element: Element, ...names: string[]): Element[] =>
  [...element.children].filter(({ localName }) => names.includes(localName));

/** The text of an element without the indentation that the file gives it. */
export const textOf = (element: Element | undefined): string => {
  const lines = (element?.textContent ?? '').replace(/^\s*\n|\s+$/g, '').split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const indent = Math.min(...indents, 999);
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .trim();
};

export const documentationOf = (element: Element): string =>
  childrenOf(element, 'documentation').map(textOf).filter(Boolean).join('\n\n');

/** The name of an element, else its id. */
export const titleOf = (element: Element): string =>
  (element.getAttribute('name') ?? '').trim().replace(/\s+/g, ' ') ||
  (element.getAttribute('id') ?? '');

/** Finds an element by its id, prefix or not. */
export type Find = (id: string) => Element | undefined;

class Reader {
  readonly facts = new Map<string, Fact>();
  readonly find: Find;

  constructor(find: Find) {
    this.find = find;
  }

  say(property: string, path: readonly string[], text: string, name = ''): void {
    const fact = this.facts.get(property) ?? { property, entries: [] };
    this.facts.set(property, fact);
    const isCode = text.startsWith('=') || CODE.has(path.at(-1) ?? property);
    fact.entries.push({ path, name, text, isCode });
  }

  /** Tell an attribute or a reference: of what it leads to the name, the code, what it waits for. */
  refer(property: string, path: readonly string[], attribute: string, text: string): void {
    const target = REFERENCE.test(attribute) ? this.find(text) : undefined;
    if (!target) {
      this.say(property, path, text);
      return;
    }
    this.say(property, /EventDefinition$/.test(property) ? [] : path, titleOf(target));
    if (isNode(target) || /^(process|participant)$/.test(target.localName)) return;
    for (const { localName, value } of target.attributes)
      if (/Code$/.test(localName)) this.say(property, [localName], value);
    for (const child of childrenOf(target, 'extensionElements')) this.nested(property, [], child);
  }

  attributes(element: Element, tell: (name: string, value: string) => void): void {
    const [meant = '', value = ''] = MEANT[element.localName] ?? [];
    if (meant && !element.hasAttribute(meant)) tell(meant, value);
    for (const { namespaceURI, localName, value: text } of element.attributes)
      if (namespaceURI !== XMLNS && namespaceURI !== XSI && !UNSAID.has(localName) && text.trim())
        tell(localName, text.trim());
  }

  /** Tell what stands inside one property of an element. */
  nested(property: string, path: readonly string[], element: Element): void {
    const name = element.getAttribute('name') ?? '';
    const before = this.facts.get(property)?.entries.length ?? 0;
    if (element.children.length === 0 && textOf(element))
      if (REFERENCE.test(element.localName))
        this.refer(property, path, element.localName, textOf(element));
      else this.say(property, path, textOf(element), name);
    this.attributes(element, (attribute, value) => {
      const isPlain = PLAIN.has(attribute) || (attribute === 'value' && name !== '');
      this.refer(property, isPlain ? path : [...path, attribute], attribute, value);
    });
    for (const child of element.children) {
      if (SILENT.has(child.localName)) this.nested(property, path, child);
      else this.nested(property, [...path, child.localName].filter(isWorthSaying), child);
    }
    const isEmpty = (this.facts.get(property)?.entries.length ?? 0) === before;
    if (isEmpty && !SILENT.has(element.localName)) this.say(property, path, name);
  }

  /** Tell what an element has: attributes first, then what stands in it. */
  read(element: Element): void {
    this.attributes(element, (name, value) => this.refer(name, [], name, value));
    this.children(element);
  }

  children(element: Element): void {
    for (const child of element.children) {
      if (APART.has(child.localName) || isNode(child)) continue;
      if (SILENT.has(child.localName)) this.children(child);
      else this.nested(child.localName, [], child);
    }
  }
}

// A parameter is known by its name; that it is one says nothing.
const isWorthSaying = (step: string): boolean => step !== 'parameter' && step !== 'property';

/**
 * Read what an element says.
 *
 * @param find Finds what a reference names.
 * @returns Groups in the order of the file; an entry without text says only that it is there.
 */
export const readFacts = (element: Element, find: Find): Fact[] => {
  const reader = new Reader(find);
  reader.read(element);
  return [...reader.facts.values()];
};
