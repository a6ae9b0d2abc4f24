import { semanticDiff, type DiffKind } from '@/shared/bpmn/semanticDiff';
import type { DraftKind } from '@/shared/drafts';

/** An element that is not as it was; what a person calls it, and what became of it. */
export interface Difference {
  id: string;
  name: string;
  kind: DiffKind;
  /** How much of it differs; 0 unless it changed. */
  changes: number;
}

interface Part {
  name: string;
  /** What it says, as text that differs where it does. */
  facts: readonly string[];
}

type Parts = Map<string, Part>;

const DMN_PARTS = new Set(['decision', 'inputData', 'input', 'output', 'rule', 'decisionTable']);
const DIAGRAM = 'DMNDI';

const squeeze = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** What an element of DMN says itself, without the parts that stand for themselves. */
const saidBy = (element: Element): string[] => {
  const own = [...element.attributes]
    .filter(({ name }) => name !== 'id')
    .map(({ name, value }) => `${name}=${value}`);
  const below = [...element.children].filter(({ localName }) => !DMN_PARTS.has(localName));
  return [...own, ...below.map((child) => squeeze(`${child.localName} ${child.textContent}`))];
};

const partsOfDecisions = (xml: string): Parts | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.querySelector('parsererror')) return null;
  const found = [...document.getElementsByTagName('*')].filter(
    (element) => DMN_PARTS.has(element.localName) && !element.closest(DIAGRAM),
  );
  const rows = found.filter(({ localName }) => localName === 'rule');
  return new Map(
    found.map((element): [string, Part] => {
      const id = element.getAttribute('id') ?? '';
      const label = element.getAttribute('label') ?? element.getAttribute('name') ?? '';
      const cells = [...element.children]
        .map(({ textContent }) => squeeze(textContent))
        .join(' | ');
      const isRule = rows.includes(element);
      return [id, { name: isRule ? cells : label || id, facts: saidBy(element) }];
    }),
  );
};

interface Component {
  id?: unknown;
  label?: unknown;
  key?: unknown;
  components?: unknown;
}

const collect = (components: unknown, parts: Parts, holder: string): Parts => {
  for (const one of Array.isArray(components) ? (components as Component[]) : []) {
    const { components: inner, ...own } = one;
    const id = String(own.id ?? own.key ?? parts.size);
    const label = typeof own.label === 'string' && own.label ? own.label : own.key;
    const facts = Object.entries({ ...own, holder }).map(
      ([name, value]) => `${name}=${JSON.stringify(value)}`,
    );
    parts.set(id, { name: typeof label === 'string' && label ? label : id, facts });
    collect(inner, parts, id);
  }
  return parts;
};

const partsOfForm = (text: string): Parts | null => {
  try {
    const schema = JSON.parse(text) as Component & { name?: unknown };
    return collect(schema.components, new Map(), '');
  } catch {
    // A draft may hold anything; there is nothing to compare then.
    return null;
  }
};

/** The parts of a form or of decisions by their ids; null where the text cannot be read. */
export const partsOf = (kind: Exclude<DraftKind, 'process'>, text: string): Parts | null =>
  kind === 'form' ? partsOfForm(text) : partsOfDecisions(text);

const ORDER: readonly DiffKind[] = ['removed', 'added', 'changed', 'moved'];

const compareParts = (before: Parts, after: Parts): Difference[] => {
  const gone = [...before]
    .filter(([id]) => !after.has(id))
    .map(([id, { name }]): Difference => ({ id, name, kind: 'removed', changes: 0 }));
  const there = [...after].map(([id, { name, facts }]): Difference | null => {
    const old = before.get(id);
    if (!old) return { id, name, kind: 'added', changes: 0 };
    const changes = facts.filter((fact) => !old.facts.includes(fact)).length;
    const lost = old.facts.filter((fact) => !facts.includes(fact)).length;
    const most = Math.max(changes, lost);
    return most === 0 ? null : { id, name, kind: 'changed', changes: most };
  });
  const kept = [...before.keys()].filter((id) => after.has(id));
  const now = [...after.keys()].filter((id) => before.has(id));
  const moved = now
    .filter((id, index) => kept[index] !== id && !there.some((one) => one?.id === id))
    .map((id): Difference => ({ id, name: after.get(id)?.name ?? id, kind: 'moved', changes: 0 }));
  return [...gone, ...there.filter((one) => one !== null), ...moved].sort(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
};

/** What differs between two files of one kind, element by element; null where one cannot be read. */
export const differencesOf = (
  kind: DraftKind,
  before: string,
  after: string,
): Difference[] | null => {
  if (kind === 'process') {
    const found = semanticDiff(before, after);
    return (
      found?.map(({ id, name, kind: fate, changes }) => ({
        id,
        name: name || id,
        kind: fate,
        changes: changes.length,
      })) ?? null
    );
  }
  const [old, young] = [partsOf(kind, before), partsOf(kind, after)];
  return old && young && compareParts(old, young);
};
