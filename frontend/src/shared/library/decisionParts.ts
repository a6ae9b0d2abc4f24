/** The parts of a file of decisions, as two versions of it are compared by them. */
import type { Facts, Part, Parts } from './differences';

const UNITS = new Set([
  'decision',
  'inputData',
  'businessKnowledgeModel',
  'knowledgeSource',
  'decisionService',
]);
/** What stands for itself in the list, and says nothing about what holds it. */
const APART = new Set(['input', 'output', 'rule']);
const DIAGRAM = 'DMNDI';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
/** Widths of columns and the like: drawing, no meaning. */
const DRAWING = 'http://bpmn.io/schema/dmn/biodi/';
const UNSAID = new Set(['id', 'preferredOrientation']);
const OF_THE_FILE = ['name', 'namespace', 'expressionLanguage', 'typeLanguage'];

const squeeze = (text: string): string => text.trim().replace(/\s+/g, ' ');

const childrenOf = (element: Element | undefined, ...names: string[]): Element[] =>
  [...(element?.children ?? [])].filter(({ localName }) => names.includes(localName));

const textOf = (element: Element | undefined): string =>
  squeeze(childrenOf(element, 'text')[0]?.textContent ?? '');

const idOf = (element: Element): string => element.getAttribute('id') ?? '';

/** Read what an element says, those of its parts aside that stand for themselves. */
const readFacts = (element: Element, path: string, facts: Facts): Facts => {
  for (const { namespaceURI, localName, value } of element.attributes) {
    if (namespaceURI === XMLNS || namespaceURI?.startsWith(DRAWING)) continue;
    if (!UNSAID.has(localName)) facts.set(path + localName, squeeze(value));
  }
  const children = [...element.children].filter(({ localName }) => !APART.has(localName));
  for (const child of children) {
    const same = children.filter(({ localName }) => localName === child.localName);
    const number = same.length > 1 ? `[${(same.indexOf(child) + 1).toString()}]` : '';
    const own = path + child.localName + number;
    const text = child.children.length === 0 ? squeeze(child.textContent) : '';
    if (text !== '') facts.set(own, text);
    readFacts(child, `${own}/`, facts);
  }
  return facts;
};

/** What a decision needs, by name and in no order: the order in the file means nothing. */
const readNeeds = (unit: Element, facts: Facts): void => {
  const REFERENCE = /^(.*Requirement)(\[\d+\])?\//;
  for (const path of [...facts.keys()]) if (REFERENCE.test(path)) facts.delete(path);
  const needs = childrenOf(
    unit,
    'informationRequirement',
    'knowledgeRequirement',
    'authorityRequirement',
  ).flatMap((one) => [...one.children].map((child) => child.getAttribute('href') ?? ''));
  const root = unit.ownerDocument;
  const told = needs.map((href) => {
    const id = href.replace(/^.*#/, '');
    return root.querySelector(`[id="${CSS.escape(id)}"]`)?.getAttribute('name') ?? id;
  });
  if (told.length > 0) facts.set('requirements', told.sort().join(', '));
};

const tableOf = (unit: Element): Element | undefined => childrenOf(unit, 'decisionTable')[0];

const unitFacts = (unit: Element): Facts => {
  const facts = readFacts(unit, '', new Map());
  readNeeds(unit, facts);
  // What is left out means this one.
  if (tableOf(unit) && !facts.has('decisionTable/hitPolicy'))
    facts.set('decisionTable/hitPolicy', 'UNIQUE');
  return facts;
};

const columnName = (column: Element): string =>
  column.getAttribute('label') ||
  (column.localName === 'output' && column.getAttribute('name')) ||
  textOf(childrenOf(column, 'inputExpression')[0]) ||
  idOf(column);

/** Keeps parts under ids of their own, also where a file leaves these out. */
class Collection {
  readonly parts: Parts = new Map();

  add(id: string, fallback: string, part: Part): void {
    let own = id || fallback;
    while (this.parts.has(own)) own += '+';
    this.parts.set(own, part);
  }
}

const partOfColumn = (column: Element, number: number, holder: Part['holder']): Part => ({
  name: columnName(column),
  type: column.localName,
  facts: readFacts(column, '', new Map()),
  labels: new Map(),
  places: new Map(),
  holder,
  number,
  alias: '',
});

/** A rule, its cells by the columns that they stand in. */
const partOfRule = (rule: Element, columns: Element[], number: number, holder: Part['holder']) => {
  const facts: Facts = new Map();
  const labels = new Map<string, string>();
  const places = new Map<string, string>();
  const cells = [...childrenOf(rule, 'inputEntry'), ...childrenOf(rule, 'outputEntry')];
  cells.forEach((cell, index) => {
    const column = columns[index];
    const path = `cell/${(column && idOf(column)) || index.toString()}`;
    const text = textOf(cell);
    const language = cell.getAttribute('expressionLanguage');
    facts.set(path, (text || '-') + (language ? ` (${language})` : ''));
    labels.set(path, column ? columnName(column) : (index + 1).toString());
    if (idOf(cell)) places.set(path, idOf(cell));
  });
  const remarks = [...childrenOf(rule, 'annotationEntry'), ...childrenOf(rule, 'description')];
  const remark = remarks
    .map((one) => squeeze(one.textContent))
    .filter(Boolean)
    .join(' | ');
  if (remark) facts.set('annotation', remark);
  const name = [...rule.children].map(({ textContent }) => squeeze(textContent)).join(' | ');
  return { name, type: 'rule', facts, labels, places, holder, number, alias: name };
};

/** What belongs to nothing but the file. */
const alone = (element: Element): Part => ({
  name: squeeze(element.getAttribute('name') ?? '') || idOf(element),
  type: element.localName,
  facts: new Map(),
  labels: new Map(),
  places: new Map(),
  holder: { id: '', name: '' },
  number: null,
  alias: '',
});

const collectUnit = (unit: Element, found: Collection): void => {
  const whole = { ...alone(unit), facts: unitFacts(unit) };
  const holder = { id: idOf(unit), name: whole.name };
  found.add(idOf(unit), unit.localName, whole);
  for (const table of unit.getElementsByTagNameNS('*', 'decisionTable')) {
    const inputs = childrenOf(table, 'input');
    const columns = [...inputs, ...childrenOf(table, 'output')];
    columns.forEach((column, index) => {
      const number = column.localName === 'input' ? index + 1 : index + 1 - inputs.length;
      const fallback = `${holder.id} ${column.localName} ${number.toString()}`;
      found.add(idOf(column), fallback, partOfColumn(column, number, holder));
    });
    childrenOf(table, 'rule').forEach((rule, index) => {
      const fallback = `${holder.id} rule ${squeeze(rule.textContent)}`;
      found.add(idOf(rule), fallback, partOfRule(rule, columns, index + 1, holder));
    });
  }
};

const collectType = (type: Element, found: Collection): void =>
  found.add(idOf(type), `type ${type.getAttribute('name') ?? ''}`, {
    ...alone(type),
    facts: readFacts(type, '', new Map()),
  });

const collectFile = (root: Element, found: Collection): void => {
  const said = OF_THE_FILE.map((name): [string, string] => [name, root.getAttribute(name) ?? '']);
  const facts = new Map(said.filter(([, value]) => value !== ''));
  found.add('', WHOLE_FILE, { ...alone(root), facts });
};

/** The id under which what the file says of itself is told. */
const WHOLE_FILE = ':file';

/** Decisions, input data, columns and rules by their ids; null where the text is no XML. */
export const partsOfDecisions = (xml: string): Parts | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.querySelector('parsererror')) return null;
  const found = new Collection();
  collectFile(document.documentElement, found);
  for (const element of document.documentElement.children) {
    if (element.localName === DIAGRAM) continue;
    if (UNITS.has(element.localName)) collectUnit(element, found);
    else if (element.localName === 'itemDefinition') collectType(element, found);
  }
  return found.parts;
};
