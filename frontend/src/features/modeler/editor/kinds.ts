import * as options from 'bpmn-js/lib/features/replace/ReplaceOptions';
import { runs, type Offer, type Target } from '@/shared/bpmn/offer';
import type { DiagramElement } from '@/shared/bpmn/types';

/** What the palette or an element's menu makes; `text` is the key of its words. */
export interface Kind extends Target {
  text: string;
  className: string;
}

const MESSAGE = 'bpmn:MessageEventDefinition';
const TIMER = 'bpmn:TimerEventDefinition';
const ERROR = 'bpmn:ErrorEventDefinition';

const CATCH = 'bpmn:IntermediateCatchEvent';

const task = (name: string): Kind => ({
  type: `bpmn:${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  text: name,
  className: `bpmn-icon-${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`,
});

const TIMER_CATCH: Kind = {
  type: CATCH,
  eventDefinitionType: TIMER,
  text: 'timerCatch',
  className: 'bpmn-icon-intermediate-event-catch-timer',
};
const MESSAGE_CATCH: Kind = {
  type: CATCH,
  eventDefinitionType: MESSAGE,
  text: 'messageCatch',
  className: 'bpmn-icon-intermediate-event-catch-message',
};
const PARALLEL: Kind = {
  type: 'bpmn:ParallelGateway',
  text: 'parallelGateway',
  className: 'bpmn-icon-gateway-parallel',
};
const CALL: Kind = { ...task('callActivity'), className: 'bpmn-icon-call-activity' };

const EVENTS: readonly Kind[] = [TIMER_CATCH, MESSAGE_CATCH];
const WORK: readonly Kind[] = [
  task('userTask'),
  { ...task('serviceTask'), className: 'bpmn-icon-service' },
  task('scriptTask'),
];

const boundary = (eventDefinitionType: string, text: string, icon: string): Kind => ({
  type: 'bpmn:BoundaryEvent',
  eventDefinitionType,
  text,
  className: `bpmn-icon-intermediate-event-catch-${icon}`,
});

const ATTACHED: readonly Kind[] = [
  boundary(TIMER, 'timerBoundary', 'timer'),
  boundary(ERROR, 'errorBoundary', 'error'),
  boundary(MESSAGE, 'messageBoundary', 'message'),
];

const running = (kinds: readonly Kind[]): Kind[] => kinds.filter((kind) => runs(kind));

/** What the palette offers beside the library's own entries. */
export const CREATED = {
  event: running(EVENTS),
  gateway: running([PARALLEL]),
  activity: running([...WORK, task('manualTask'), CALL]),
};

/** What an element's menu appends, and what it attaches to the edge of an activity. */
export const APPENDED = running([...WORK, TIMER_CATCH, MESSAGE_CATCH]);
/** What the outline appends beside these. */
export const FURTHER = running([
  { ...PARALLEL, type: 'bpmn:ExclusiveGateway', text: 'exclusiveGateway' },
  PARALLEL,
  task('businessRuleTask'),
  CALL,
]);
export const ATTACHABLE = running(ATTACHED);
export const END: Kind = {
  type: 'bpmn:EndEvent',
  text: 'endEvent',
  className: 'bpmn-icon-end-event-none',
};

interface Library {
  get(name: string): unknown;
}

/** Append an element to another one, where there is room. */
export const appendKind = (
  library: Library,
  source: DiagramElement,
  { type, eventDefinitionType }: Kind,
): DiagramElement => {
  const factory = library.get('elementFactory') as {
    createShape(attributes: object): DiagramElement;
  };
  const placing = library.get('autoPlace') as {
    append(source: DiagramElement, shape: DiagramElement): DiagramElement;
  };
  return placing.append(source, factory.createShape({ type, eventDefinitionType }));
};

const { TYPED_EVENT, ...LISTS } = options;

const TARGETS: ReadonlyMap<string, Target | undefined> = new Map(
  [...Object.values(LISTS), ...Object.values(TYPED_EVENT)]
    .flat()
    .map(({ actionName, target }) => [actionName, target]),
);

/** No flow nodes. */
const PLAIN = new Set([
  'replace-with-sequence-flow',
  'replace-with-default-flow',
  'replace-with-conditional-flow',
  'replace-with-expanded-pool',
]);

/** Tell whether the menu for replacing keeps an entry of the library. */
export const keepReplacement = (id: string, offer?: Offer): boolean => {
  const target = TARGETS.get(id);
  return PLAIN.has(id) || (target !== undefined && runs(target, offer));
};
