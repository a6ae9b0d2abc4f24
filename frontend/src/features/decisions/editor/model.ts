/** What a file of decisions asks for; whether it can be deployed is for the server to judge. */
import type { Kind } from '@/shared/variables';

/** A variable that a decision reads. */
export interface Input {
  name: string;
  /** Null where the table does not say. */
  kind: Kind | null;
  /** The texts that alone are allowed; null where others are. */
  choices: string[] | null;
}

export interface DecisionFacts {
  id: string;
  name: string;
  inputs: Input[];
}

const KINDS: Record<string, Kind> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'date_time',
  'date and time': 'date_time',
  dayTimeDuration: 'duration',
  'days and time duration': 'duration',
  yearMonthDuration: 'years_months_duration',
  'years and months duration': 'years_months_duration',
};
const NAME = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;
const PATH = /^([\p{L}_][\p{L}\p{N}_]*)\./u;
const TEXTS = /^\s*"[^"]*"(\s*,\s*"[^"]*")*\s*$/;

const childrenOf = (element: Element, name: string): Element[] =>
  [...element.children].filter(({ localName }) => localName === name);

const childOf = (element: Element | undefined, ...path: string[]): Element | undefined =>
  path.reduce<Element | undefined>(
    (found, name) => (found ? childrenOf(found, name)[0] : undefined),
    element,
  );

const textOf = (element: Element | undefined): string => element?.textContent?.trim() ?? '';

const rootOf = (xml: string): Element | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const { documentElement: root } = document;
  return document.querySelector('parsererror') || root.localName !== 'definitions' ? null : root;
};

const bare = (type: string): string => type.replace(/^feel:/, '');

class File {
  private readonly root: Element;
  readonly decisions: Element[];

  constructor(root: Element) {
    this.root = root;
    this.decisions = childrenOf(root, 'decision');
  }

  kindOf(typeRef: string | null | undefined): Kind | null {
    if (!typeRef) return null;
    const own = childrenOf(this.root, 'itemDefinition').find(
      (item) => item.getAttribute('name') === typeRef,
    );
    if (!own) return KINDS[bare(typeRef)] ?? null;
    const base = textOf(childOf(own, 'typeRef'));
    const isList = own.getAttribute('isCollection') === 'true';
    return base && !isList ? (KINDS[bare(base)] ?? null) : 'json';
  }

  /** The elements that a decision refers to as `requiredDecision` or `requiredInput`. */
  required(decision: Element, role: 'requiredDecision' | 'requiredInput'): Element[] {
    const tag = role === 'requiredDecision' ? 'decision' : 'inputData';
    const ids = childrenOf(decision, 'informationRequirement').flatMap((requirement) =>
      childrenOf(requirement, role).map((one) =>
        (one.getAttribute('href') ?? '').replace(/^.*#/, ''),
      ),
    );
    return childrenOf(this.root, tag).filter((one) => ids.includes(one.getAttribute('id') ?? ''));
  }
}

const nameOf = (element: Element): string =>
  childOf(element, 'variable')?.getAttribute('name') ??
  element.getAttribute('name') ??
  element.getAttribute('id') ??
  '';

const choicesOf = (column: Element): string[] | null => {
  const text = textOf(childOf(column, 'inputValues', 'text'));
  return TEXTS.test(text) ? [...text.matchAll(/"([^"]*)"/g)].map(([, one]) => one ?? '') : null;
};

const columnsOf = (file: File, decision: Element): Input[] =>
  childrenOf(childOf(decision, 'decisionTable') ?? decision, 'input').flatMap((column) => {
    const expression = childOf(column, 'inputExpression');
    const text = textOf(childOf(expression, 'text'));
    const [, root] = PATH.exec(text) ?? [];
    if (root) return [{ name: root, kind: 'json' as const, choices: null }];
    if (!NAME.test(text)) return [];
    const kind = file.kindOf(expression?.getAttribute('typeRef'));
    return [{ name: text, kind, choices: choicesOf(column) }];
  });

/** The variables of a decision and of those that it requires, each once; a column tells more than input data. */
const inputsOf = (file: File, decision: Element): Input[] => {
  const found = new Map<string, Input>();
  const results = new Set<string>();
  const seen = new Set<Element>();
  const visit = (one: Element) => {
    if (seen.has(one)) return;
    seen.add(one);
    for (const needed of file.required(one, 'requiredDecision')) {
      results.add(nameOf(needed)).add(needed.getAttribute('name') ?? '');
      visit(needed);
    }
    for (const column of columnsOf(file, one))
      if (!found.has(column.name)) found.set(column.name, column);
    for (const data of file.required(one, 'requiredInput')) {
      const name = nameOf(data);
      const kind = file.kindOf(childOf(data, 'variable')?.getAttribute('typeRef'));
      if (!found.has(name)) found.set(name, { name, kind, choices: null });
    }
  };
  visit(decision);
  return [...found.values()].filter(({ name }) => !results.has(name));
};

const factsOf = (file: File, decision: Element): DecisionFacts => ({
  id: decision.getAttribute('id') ?? '',
  name: decision.getAttribute('name') ?? decision.getAttribute('id') ?? '',
  inputs: inputsOf(file, decision),
});

/** The decisions of a file with the variables they read; null where the text is no such file. */
export const decisionsOf = (xml: string): DecisionFacts[] | null => {
  const root = rootOf(xml);
  if (!root) return null;
  const file = new File(root);
  return file.decisions.map((decision) => factsOf(file, decision));
};

/** The decision that a file is about: the first that no other one of it needs. */
export const mainDecision = (xml: string): DecisionFacts | null => {
  const root = rootOf(xml);
  if (!root) return null;
  const file = new File(root);
  const needed = new Set(
    file.decisions.flatMap((decision) => file.required(decision, 'requiredDecision')),
  );
  const main = file.decisions.find((decision) => !needed.has(decision)) ?? file.decisions[0];
  return main ? factsOf(file, main) : null;
};

/** The decision in which an element stands; null where none holds it. */
export const decisionHolding = (xml: string, elementId: string): string | null => {
  const root = rootOf(xml);
  const decision = root?.querySelector(`[id='${CSS.escape(elementId)}']`)?.closest('decision');
  return decision?.getAttribute('id') ?? null;
};
