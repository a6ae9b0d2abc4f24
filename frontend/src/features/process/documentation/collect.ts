/** What the documentation of a process tells, read from its model. */
import {
  bpmnOf,
  childrenOf,
  documentationOf,
  isNode,
  readFacts,
  textOf,
  titleOf,
  type Fact,
  type Find,
} from './facts';
import { inOrder } from './order';

type FlowKind = 'sequence' | 'message' | 'link' | 'compensation';

export interface Flow {
  kind: FlowKind;
  name: string;
  source: string;
  target: string;
  condition: string;
  isDefault: boolean;
  documentation: string;
}

export interface Step {
  id: string;
  /** In the order of the flow: `4`, inside a sub-process `4.1`. */
  number: string;
  /** BPMN type without prefix: `UserTask`. */
  type: string;
  name: string;
  documentation: string;
  /** Texts of the annotations that point at it. */
  notes: string[];
  facts: Fact[];
  from: Flow[];
  to: Flow[];
  /** Steps of a sub-process; empty for any other one. */
  lanes: Lane[];
}

/** The steps of one lane; of all where there are none, then without a name. */
export interface Lane {
  name: string;
  documentation: string;
  steps: Step[];
}

/** One pool, or the process where there are none. */
export interface Chapter {
  id: string;
  name: string;
  documentation: string;
  notes: string[];
  facts: Fact[];
  lanes: Lane[];
}

export interface Documentation {
  /** The process that was asked for first. */
  chapters: Chapter[];
  /** All steps by id, those of sub-processes too. */
  steps: Map<string, Step>;
  /** Names of what is no step but may be the end of a flow: pools. */
  others: Map<string, string>;
  /** Ids of what has a drawing of its own, the process's first. */
  planes: string[];
}

const FLOWS: Readonly<Record<string, FlowKind>> = {
  sequenceFlow: 'sequence',
  messageFlow: 'message',
  association: 'compensation',
};

const attribute = (element: Element, name: string): string => element.getAttribute(name) ?? '';

/** Ids may be written with the prefix of their namespace. */
const plain = (id: string): string => id.slice(id.indexOf(':') + 1);

const flowOf = (element: Element, find: Find): Flow => {
  const source = attribute(element, 'sourceRef');
  const start = find(source);
  return {
    kind: FLOWS[element.localName] ?? 'sequence',
    name: attribute(element, 'name'),
    source,
    target: attribute(element, 'targetRef'),
    condition: textOf(childrenOf(element, 'conditionExpression')[0]),
    isDefault: start?.getAttribute('default') === element.getAttribute('id'),
    documentation: documentationOf(element),
  };
};

/** Links lead from where one is thrown to where one of the same name is caught. */
const linksOf = (document: Document): Flow[] => {
  const ends = bpmnOf(document).filter(({ localName }) => localName === 'linkEventDefinition');
  const at = (type: string) =>
    ends.filter(({ parentElement }) => parentElement?.localName === type);
  return at('intermediateThrowEvent').flatMap((thrown) =>
    at('intermediateCatchEvent')
      .filter((caught) => attribute(caught, 'name') === attribute(thrown, 'name'))
      .map((caught) => ({
        kind: 'link' as const,
        name: attribute(thrown, 'name'),
        source: attribute(thrown.parentElement!, 'id'),
        target: attribute(caught.parentElement!, 'id'),
        condition: '',
        isDefault: false,
        documentation: '',
      })),
  );
};

class Collector {
  readonly steps = new Map<string, Step>();
  readonly flows: Flow[] = [];
  readonly notes = new Map<string, string[]>();
  readonly find: Find;

  constructor(document: Document) {
    const all = bpmnOf(document);
    const byId = new Map(
      all.filter((one) => one.hasAttribute('id')).map((one) => [attribute(one, 'id'), one]),
    );
    this.find = (id) => byId.get(id) ?? byId.get(plain(id));
    const isNote = (id: string) => this.find(id)?.localName === 'textAnnotation';
    const noted = new Set<string>();
    for (const element of all.filter(({ localName }) => FLOWS[localName])) {
      const flow = flowOf(element, this.find);
      const [note, about] = isNote(flow.source)
        ? [flow.source, flow.target]
        : [flow.target, flow.source];
      if (!isNote(note)) this.flows.push(flow);
      else {
        noted.add(note);
        this.note(about, this.find(note));
      }
    }
    this.flows.push(...linksOf(document));
    for (const one of all)
      if (one.localName === 'textAnnotation' && !noted.has(attribute(one, 'id')))
        this.note(attribute(one.parentElement ?? one, 'id'), one);
  }

  note(about: string, annotation: Element | undefined): void {
    const text = annotation ? textOf(childrenOf(annotation, 'text')[0]) : '';
    if (text) this.notes.set(about, [...(this.notes.get(about) ?? []), text]);
  }

  step(element: Element, number: string): Step {
    const id = attribute(element, 'id');
    const type = element.localName;
    const step: Step = {
      id,
      number,
      type: type.charAt(0).toUpperCase() + type.slice(1),
      name: titleOf(element),
      documentation: documentationOf(element),
      notes: this.notes.get(id) ?? [],
      facts: readFacts(element, this.find),
      from: this.flows.filter(({ target }) => target === id),
      to: this.flows.filter(({ source }) => source === id),
      lanes: [],
    };
    this.steps.set(id, step);
    step.lanes = this.lanes(element, `${number}.`, { count: 0 });
    return step;
  }

  /** Nodes of a process or sub-process, in the order of its flow. */
  ordered(container: Element): Element[] {
    const nodes = [...container.children].filter(isNode);
    const here = new Map(nodes.map((node) => [attribute(node, 'id'), node]));
    const flows = this.flows.filter(({ kind }) => kind !== 'message');
    const next = (node: Element) => {
      const id = attribute(node, 'id');
      const attached = nodes.filter((one) => plain(attribute(one, 'attachedToRef')) === id);
      const followers = flows
        .filter(({ source }) => source === id)
        .map(({ target }) => here.get(target));
      return [...attached, ...followers].filter((one) => one !== undefined);
    };
    const reached = new Set(nodes.flatMap(next));
    const rank = (node: Element) => {
      if (node.localName === 'startEvent') return 0;
      if (node.localName.startsWith('data')) return 3;
      return node.getAttribute('triggeredByEvent') === 'true' ? 2 : 1;
    };
    const roots = nodes.filter((node) => !reached.has(node));
    return inOrder(
      nodes,
      roots.sort((a, b) => rank(a) - rank(b)),
      next,
    );
  }

  /** The steps of a container by its lanes, in the order in which the flow first gets there. */
  lanes(container: Element, prefix: string, counter: { count: number }): Lane[] {
    const lanes = new Map<Element | null, Element[]>();
    const laneOf = new Map<Element | undefined, Element>();
    // Inner lanes come later in the file and win.
    for (const set of childrenOf(container, 'laneSet'))
      for (const lane of set.getElementsByTagName('*'))
        for (const node of childrenOf(lane, 'flowNodeRef'))
          laneOf.set(this.find(textOf(node)), lane);
    for (const node of this.ordered(container)) {
      const lane = laneOf.get(node) ?? laneOf.get(this.hostOf(node)) ?? null;
      lanes.set(lane, [...(lanes.get(lane) ?? []), node]);
    }
    return [...lanes].map(([lane, nodes]) => ({
      name: lane ? laneName(lane) : '',
      documentation: lane ? documentationOf(lane) : '',
      steps: nodes.map((node) => this.step(node, `${prefix}${(counter.count += 1).toString()}`)),
    }));
  }

  hostOf(node: Element): Element | undefined {
    return this.find(attribute(node, 'attachedToRef'));
  }
}

/** The name of a lane, those around it first. */
const laneName = (lane: Element): string => {
  const outer = lane.parentElement?.parentElement;
  return [outer?.localName === 'lane' ? laneName(outer) : '', titleOf(lane)]
    .filter(Boolean)
    .join(' › ');
};

/**
 * Read what there is to tell of a process.
 *
 * @param xml The model, BPMN 2.0.
 * @param key Id of the process that is told first; other pools of the file follow.
 * @returns Null where the text is no XML or has no such process.
 */
export const collect = (xml: string, key: string): Documentation | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const all = bpmnOf(document);
  const processes = all.filter(({ localName }) => localName === 'process');
  const asked = processes.find((process) => attribute(process, 'id') === key);
  if (!asked || document.querySelector('parsererror')) return null;
  const collector = new Collector(document);
  const pools = all.filter(({ localName }) => localName === 'participant');
  const counter = { count: 0 };
  const chapterOf = (process: Element): Chapter => {
    const id = attribute(process, 'id');
    const pool = pools.find((one) => plain(attribute(one, 'processRef')) === id);
    const around = pool?.parentElement;
    return {
      id,
      name: titleOf(pool ?? process),
      documentation: [process, pool]
        .map((one) => (one ? documentationOf(one) : ''))
        .filter(Boolean)
        .join('\n\n'),
      notes: [id, around ? attribute(around, 'id') : ''].flatMap(
        (about) => (process === asked || about === id ? collector.notes.get(about) : null) ?? [],
      ),
      facts: readFacts(process, collector.find),
      lanes: collector.lanes(process, '', counter),
    };
  };
  return {
    chapters: [asked, ...processes.filter((one) => one !== asked)].map(chapterOf),
    steps: collector.steps,
    others: new Map(pools.map((pool) => [attribute(pool, 'id'), titleOf(pool)])),
    planes: [...document.getElementsByTagName('*')]
      .filter(({ localName }) => localName === 'BPMNPlane')
      .map((plane) => plain(attribute(plane, 'bpmnElement'))),
  };
};
