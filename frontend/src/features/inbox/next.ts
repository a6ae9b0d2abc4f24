/** What comes after a step, read from the model. */
import { humanize } from '@/shared/format';

export interface Next {
  /** One of them, all of them, or nothing any more. */
  kind: 'one' | 'choice' | 'all' | 'end';
  names: string[];
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const CHOICES = new Set([
  'exclusiveGateway',
  'inclusiveGateway',
  'eventBasedGateway',
  'complexGateway',
]);
/** Longer ways through gateways alone are not told. */
const FARTHEST = 5;

const END: Next = { kind: 'end', names: [] };

class Model {
  private readonly byId = new Map<string, Element>();
  private readonly flows = new Map<string, string[]>();

  constructor(xml: string) {
    const document = new DOMParser().parseFromString(xml, 'application/xml');
    for (const element of document.getElementsByTagNameNS(BPMN, '*')) {
      const id = element.getAttribute('id');
      if (id) this.byId.set(id, element);
      if (element.localName !== 'sequenceFlow') continue;
      const source = element.getAttribute('sourceRef') ?? '';
      const target = element.getAttribute('targetRef') ?? '';
      this.flows.set(source, [...(this.flows.get(source) ?? []), target]);
    }
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  after(id: string): Element[] {
    return (this.flows.get(id) ?? []).flatMap((target) => this.byId.get(target) ?? []);
  }
}

const idOf = (element: Element): string => element.getAttribute('id') ?? '';

const nameOf = (element: Element): string =>
  element.getAttribute('name')?.replace(/\s+/g, ' ').trim() || humanize(idOf(element));

const join = (kind: 'choice' | 'all', parts: readonly Next[]): Next => {
  const names = [...new Set(parts.flatMap((part) => part.names))];
  if (names.length === 0) return END;
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind, names };
};

const follow = (model: Model, id: string, far: number): Next => {
  const parts = model.after(id).map((element): Next => {
    if (element.localName === 'endEvent') return END;
    if (!element.localName.endsWith('Gateway')) return { kind: 'one', names: [nameOf(element)] };
    return far > FARTHEST ? END : behind(model, element, far + 1);
  });
  // Several flows out of one step are taken together.
  return parts.length === 0 ? END : join('all', parts);
};

const behind = (model: Model, gateway: Element, far: number): Next => {
  const next = follow(model, idOf(gateway), far);
  const isChoice = CHOICES.has(gateway.localName) && model.after(idOf(gateway)).length > 1;
  return isChoice && next.kind !== 'end' ? { kind: 'choice', names: next.names } : next;
};

/** What comes after a step; null where the model does not know the step. */
export const nextAfter = (xml: string, activityId: string): Next | null => {
  const model = new Model(xml);
  return model.has(activityId) ? follow(model, activityId, 0) : null;
};
