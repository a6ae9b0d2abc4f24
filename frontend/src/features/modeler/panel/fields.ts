import { OFFER, partRuns } from '@/shared/bpmn/offer';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { AD_HOC } from './adHoc';
import { CALLED } from './calls';
import {
  extensionOf,
  readExtension,
  writeDrawn,
  writeModdle,
  writeOwn,
  type Command,
  type Place,
} from './commands';
import { expression, extension, ofType, own, type Field, type FieldGroup } from './field';
import { flowChoices, readDefaultFlow, writeDefaultFlow } from './flows';
import { repetition } from './repetition';
import { publishHost } from './publishing';
import { MESSAGE } from './triggerFields';
import { EVENT, ONLY_TRIGGER } from './triggers';
import { readDelays, writeWaits, type RetrySettings } from './retries';

const ASSIGNMENT = 'bpm:Assignment';
const PROCESS = 'bpm:Process';
const ASYNC = 'bpm:Async';
const RETRY = 'bpm:Retry';
const DECISION = 'bpm:CalledDecision';
const FORM = 'bpm:FormRef';

const ACTIVITIES = [
  'bpmn:Task',
  'bpmn:UserTask',
  'bpmn:ManualTask',
  'bpmn:ScriptTask',
  'bpmn:ServiceTask',
  'bpmn:SendTask',
  'bpmn:ReceiveTask',
  'bpmn:CallActivity',
  'bpmn:BusinessRuleTask',
  'bpmn:SubProcess',
  'bpmn:Transaction',
  'bpmn:AdHocSubProcess',
];

const GATEWAYS = [
  'bpmn:ExclusiveGateway',
  'bpmn:InclusiveGateway',
  'bpmn:ParallelGateway',
  'bpmn:ComplexGateway',
  'bpmn:EventBasedGateway',
];
const FLOW_NODES = [
  ...ACTIVITIES,
  ...GATEWAYS,
  'bpmn:StartEvent',
  'bpmn:EndEvent',
  'bpmn:IntermediateCatchEvent',
  'bpmn:IntermediateThrowEvent',
  'bpmn:BoundaryEvent',
];

const FORKS = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:ComplexGateway'];

const conditionHost = (element: DiagramElement): ModdleElement | null => {
  const flow = element.labelTarget ?? element;
  if (flow.type !== 'bpmn:SequenceFlow') return null;
  const source = flow.businessObject.get('sourceRef') as ModdleElement | undefined;
  if (!source || ![...FORKS, ...ACTIVITIES].includes(source.$type)) return null;
  return source.get('default') === flow.businessObject ? null : flow.businessObject;
};

const forkHost = (element: DiagramElement): ModdleElement | null => {
  const host = (element.labelTarget ?? element).businessObject;
  const forks = [...FORKS, ...ACTIVITIES].includes(host.$type);
  return forks && flowChoices(host).length > 1 ? host : null;
};

const processHost = (element: DiagramElement): ModdleElement | null => {
  if (element.type === 'bpmn:Process') return element.businessObject;
  if (element.type !== 'bpmn:Participant') return null;
  return (element.businessObject.get('processRef') as ModdleElement | undefined) ?? null;
};

const loopHost = (element: DiagramElement): ModdleElement | null =>
  partRuns('multiInstanceLoopCharacteristics') ? ofType(...ACTIVITIES)(element) : null;

const JOBS = ofType('bpmn:ServiceTask', 'bpmn:SendTask');

const isAsync = (host: ModdleElement): boolean =>
  ['before', 'after'].some((side) => readExtension(host, ASYNC, side) === true);

/** Write whether jobs of an instance wait for each other: only that they do not has to be said. */
const writeExclusive: (place: Place, isExclusive: boolean) => Command[] = (place, isExclusive) => {
  const there = extensionOf(place.host, ASYNC);
  return there ? [writeModdle(place, there, { exclusive: isExclusive ? undefined : false })] : [];
};

/** What is done by a job: services, and all that continues in the background. */
const jobHost = (element: DiagramElement): ModdleElement | null => {
  const host = ofType(...FLOW_NODES)(element);
  return JOBS(element) ?? (host && isAsync(host) ? host : null);
};

const isPython = (host: ModdleElement): boolean => host.get('scriptFormat') === 'python';

const writeScript: Field['write'] = (place, value) =>
  writeOwn(place, {
    script: value,
    scriptFormat: value ? (place.host.get('scriptFormat') ?? 'feel') : undefined,
  });

const scripts: readonly Field[] = [
  own('scriptFormat', 'select', {
    hint: true,
    options: OFFER.scriptFormats,
    isShown: () => OFFER.scriptFormats.length > 1,
    write: (place, value) => writeOwn(place, { scriptFormat: value ?? 'feel' }),
  }),
  own('script', 'script', {
    hint: true,
    write: writeScript,
    isShown: (host) => !isPython(host),
  }),
  own('script', 'code', {
    id: 'pythonScript',
    hint: true,
    write: writeScript,
    isShown: isPython,
  }),
  extension('bpm:Script', 'resultVariable', 'text', { hint: true }),
];

const readText = (host: ModdleElement, type: string, property: string): string =>
  (readExtension(host, type, property) as string | undefined) ?? '';

const retrySettings = (host: ModdleElement): RetrySettings => {
  const read = (property: string) => readExtension(host, RETRY, property) as string | undefined;
  return {
    cycle: read('cycle'),
    maxAttempts: read('maxAttempts'),
    initialInterval: read('initialInterval'),
    multiplier: read('multiplier'),
    maxInterval: read('maxInterval'),
  };
};

const retryPreview: Field['hint'] = (host, texts) => {
  const delays = readDelays(retrySettings(host));
  if (delays === null) return texts('retry.unreadable');
  if (delays.length === 0) return texts('retry.never');
  return texts('retry.preview', { waits: writeWaits(delays) });
};

const growing = (property: string): Field =>
  extension(RETRY, property, 'text', {
    hint: true,
    isShown: (host) => readText(host, RETRY, 'maxAttempts') !== '',
  });

const retries: readonly Field[] = [
  extension(RETRY, 'cycle', 'text', {
    hint: (host, texts) => retryPreview(host, texts),
    isShown: (host) => readText(host, RETRY, 'maxAttempts') === '',
  }),
  extension(RETRY, 'maxAttempts', 'text', {
    hint: (host, texts) =>
      readText(host, RETRY, 'maxAttempts') === ''
        ? texts('hint.maxAttempts')
        : retryPreview(host, texts),
    isShown: (host) => readText(host, RETRY, 'cycle') === '',
  }),
  growing('initialInterval'),
  growing('multiplier'),
  growing('maxInterval'),
];

const boundBy =
  (type: string) =>
  (...bindings: string[]) =>
  (host: ModdleElement): boolean =>
    bindings.includes(readText(host, type, 'binding'));

const boundTo = boundBy(CALLED);
const decidedBy = boundBy(DECISION);
const shownBy = boundBy(FORM);

/** Who does a task. */
export const assignment: readonly Field[] = [
  extension(ASSIGNMENT, 'assignee', 'feel', { hint: true }),
  extension(ASSIGNMENT, 'candidateGroups', 'feel', { hint: true }),
  extension(ASSIGNMENT, 'candidateUsers', 'feel', { hint: true }),
  extension(ASSIGNMENT, 'excludeCompleterOf', 'text', { hint: true }),
  extension(ASSIGNMENT, 'priority', 'feel', { hint: true }),
];

/** By when it is to be done. */
export const deadline: readonly Field[] = [
  extension(ASSIGNMENT, 'dueDate', 'feel', { hint: true }),
  extension(ASSIGNMENT, 'followUpDate', 'feel', { hint: true }),
];

/** What whoever does it fills in. */
export const form: readonly Field[] = [
  extension(FORM, 'key', 'feel', { id: 'formKey', hint: true }),
  extension(FORM, 'binding', 'select', {
    id: 'formBinding',
    hint: true,
    options: ['deployment', 'latest', 'version', 'versionTag'],
  }),
  extension(FORM, 'version', 'text', { id: 'formVersion', isShown: shownBy('version') }),
  extension(FORM, 'versionTag', 'text', { id: 'formTag', isShown: shownBy('versionTag') }),
];

/** Which decision a task asks. */
export const decision: readonly Field[] = [
  extension(DECISION, 'decisionId', 'feel', { hint: true }),
  extension(DECISION, 'binding', 'select', {
    id: 'decisionBinding',
    hint: true,
    options: ['deployment', 'latest', 'version', 'versionTag'],
  }),
  extension(DECISION, 'version', 'text', {
    id: 'calledVersion',
    isShown: decidedBy('version'),
  }),
  extension(DECISION, 'versionTag', 'text', {
    id: 'calledTag',
    isShown: decidedBy('versionTag'),
  }),
  extension(DECISION, 'resultVariable', 'text', { id: 'decisionResult', hint: true }),
  extension(DECISION, 'mapDecisionResult', 'select', {
    hint: true,
    options: ['asDecided', 'singleEntry', 'singleResult', 'collectEntries', 'resultList'],
  }),
];

const called: readonly Field[] = [
  own('calledElement', 'text', { drawnBy: 'calledProcess' }),
  extension(CALLED, 'binding', 'select', {
    hint: true,
    options: ['deployment', 'latest', 'version', 'versionTag'],
  }),
  extension(CALLED, 'version', 'text', {
    id: 'calledVersion',
    drawnBy: 'calledVersion',
    isShown: boundTo('version'),
  }),
  extension(CALLED, 'versionTag', 'text', {
    id: 'calledTag',
    drawnBy: 'calledVersion',
    isShown: boundTo('versionTag'),
  }),
  extension(CALLED, 'businessKey', 'feel', { hint: true }),
  extension(CALLED, 'propagateAll', 'check', { hint: true }),
];

const subscriptionHost = (element: DiagramElement): ModdleElement | null => {
  if (element.labelTarget) return null;
  if (element.type === 'bpmn:ReceiveTask') return element.businessObject;
  if (!['bpmn:IntermediateCatchEvent', 'bpmn:BoundaryEvent'].includes(element.type)) return null;
  const definitions = element.businessObject.get('eventDefinitions') as ModdleElement[] | undefined;
  const waits = definitions?.some(({ $type }) => $type === 'bpmn:MessageEventDefinition');
  return waits || extensionOf(element.businessObject, 'bpm:Subscription')
    ? element.businessObject
    : null;
};

/** Find what may begin instances without being a start event: nothing leads to it. */
const beginningHost = (element: DiagramElement): ModdleElement | null => {
  const host = ofType('bpmn:ReceiveTask', 'bpmn:EventBasedGateway')(element);
  if (host?.get('instantiate') === true) return host;
  const incoming = (host?.get('incoming') as ModdleElement[] | undefined) ?? [];
  return incoming.length === 0 && host?.$parent?.$type === 'bpmn:Process' ? host : null;
};

/** What our vocabulary adds to the panel. A new setting is one line here and one in the vocabulary. */
export const GROUPS: readonly FieldGroup[] = [
  {
    id: 'process',
    hostOf: processHost,
    fields: [
      extension(PROCESS, 'versionTag', 'text', { hint: true }),
      extension(PROCESS, 'title', 'feel', { hint: true }),
      extension(PROCESS, 'candidateStarterGroups', 'text', { hint: true }),
      extension(PROCESS, 'candidateStarterUsers', 'text', { hint: true }),
      extension(PROCESS, 'businessKeyPolicy', 'select', {
        hint: true,
        options: ['free', 'unique_active', 'unique_forever'],
      }),
      extension(PROCESS, 'withdrawal', 'select', {
        hint: true,
        options: ['before_effects', 'always', 'never'],
      }),
      extension(PROCESS, 'timeZone', 'text', { hint: true }),
      extension(PROCESS, 'searchableVariables', 'text', { hint: true }),
      extension(PROCESS, 'secretVariables', 'text', { hint: true }),
      extension(PROCESS, 'historyTimeToLive', 'text', { hint: true }),
    ],
  },
  { id: 'assignment', hostOf: ofType('bpmn:UserTask'), fields: assignment },
  { id: 'form', hostOf: ofType('bpmn:UserTask', 'bpmn:StartEvent'), fields: form },
  { id: 'deadline', hostOf: ofType('bpmn:UserTask'), fields: deadline },
  ...ONLY_TRIGGER,
  EVENT,
  { id: 'message', hostOf: ofType('bpmn:SendTask', 'bpmn:ReceiveTask'), fields: MESSAGE },
  { id: 'script', hostOf: ofType('bpmn:ScriptTask'), fields: scripts },
  { id: 'decision', hostOf: ofType('bpmn:BusinessRuleTask'), fields: decision },
  { id: 'called', hostOf: ofType('bpmn:CallActivity'), fields: called },
  {
    id: 'subscription',
    hostOf: subscriptionHost,
    fields: [extension('bpm:Subscription', 'correlationKey', 'feel', { hint: true })],
  },
  {
    id: 'publish',
    hostOf: publishHost,
    fields: [
      extension('bpm:Publish', 'correlationKey', 'feel', { hint: true }),
      extension('bpm:Publish', 'businessKey', 'feel', {}),
      extension('bpm:Publish', 'timeToLive', 'text', { hint: true }),
    ],
  },
  {
    id: 'condition',
    hostOf: conditionHost,
    fields: [expression('conditionExpression', { id: 'condition', hint: true })],
  },
  {
    id: 'condition',
    hostOf: (element) =>
      partRuns('activationCondition') ? ofType('bpmn:ComplexGateway')(element) : null,
    fields: [expression('activationCondition', { hint: true })],
  },
  {
    id: 'defaultFlow',
    hostOf: forkHost,
    fields: [
      {
        id: 'defaultFlow',
        kind: 'select',
        hint: true,
        choices: (host, texts) => [
          { value: '', label: texts('option.none') },
          ...flowChoices(host),
        ],
        read: readDefaultFlow,
        write: (place, value) => writeDefaultFlow(place, typeof value === 'string' ? value : ''),
      },
    ],
  },
  AD_HOC,
  {
    id: 'begins',
    hostOf: beginningHost,
    fields: [
      own('instantiate', 'check', { hint: true }),
      own('eventGatewayType', 'select', {
        hint: true,
        options: ['Exclusive', 'Parallel'],
        isShown: (host) =>
          host.$type === 'bpmn:EventBasedGateway' && host.get('instantiate') === true,
      }),
    ],
  },
  {
    id: 'compensation',
    hostOf: ofType(...ACTIVITIES),
    fields: [
      own('isForCompensation', 'check', {
        hint: true,
        isShown: (host) =>
          host.get('triggeredByEvent') !== true &&
          ((host.get('incoming') as ModdleElement[] | undefined) ?? []).length === 0,
        write: ({ element }, value) => writeDrawn(element, { isForCompensation: value === true }),
      }),
    ],
  },
  { id: 'repetition', hostOf: loopHost, fields: repetition },
  { id: 'retry', hostOf: jobHost, fields: retries },
  {
    id: 'async',
    hostOf: ofType(...FLOW_NODES),
    fields: [
      extension(ASYNC, 'before', 'check', { hint: true }),
      extension(ASYNC, 'after', 'check', { hint: true }),
      {
        id: 'oneAfterAnother',
        kind: 'check',
        hint: true,
        isShown: isAsync,
        read: (host) => readExtension(host, ASYNC, 'exclusive') !== false,
        write: (place, value) => writeExclusive(place, value !== false),
      },
      extension(ASYNC, 'priority', 'feel', { id: 'jobPriority', hint: true, isShown: isAsync }),
    ],
  },
];
