import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import {
  readCondition,
  readExtension,
  writeCondition,
  writeExtension,
  writeOwn,
  type Command,
  type Place,
} from './commands';

/** How a setting is entered: `feel` is text or FEEL, `expression` and `script` are always FEEL. */
export type FieldKind = 'text' | 'feel' | 'expression' | 'script' | 'check' | 'select';

export interface Field {
  /** Also the key of its label in the area `modeler`: `field.<id>`. */
  id: string;
  kind: FieldKind;
  hint?: boolean;
  options?: readonly string[];
  read(host: ModdleElement): unknown;
  write(place: Place, value: unknown): Command[];
}

export interface FieldGroup {
  /** Also the key of its label: `group.<id>`. */
  id: string;
  /** The model element that carries the settings, or null where the group has no place. */
  hostOf(element: DiagramElement): ModdleElement | null;
  fields: readonly Field[];
}

const extension = (
  type: string,
  property: string,
  kind: FieldKind,
  more: Partial<Field> = {},
): Field => ({
  id: property,
  kind,
  read: (host) => readExtension(host, type, property),
  write: (place, value) => writeExtension(place, type, property, value),
  ...more,
});

const ASSIGNMENT = 'bpm:Assignment';
const PROCESS = 'bpm:Process';
const ASYNC = 'bpm:Async';

const ofType =
  (...types: string[]) =>
  (element: DiagramElement): ModdleElement | null =>
    !element.labelTarget && types.includes(element.type) ? element.businessObject : null;

const FLOW_NODES = [
  'bpmn:StartEvent',
  'bpmn:EndEvent',
  'bpmn:Task',
  'bpmn:UserTask',
  'bpmn:ManualTask',
  'bpmn:ScriptTask',
  'bpmn:ExclusiveGateway',
];

const CONDITIONAL_SOURCES = new Set(['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway']);

const conditionHost = (element: DiagramElement): ModdleElement | null => {
  const flow = element.labelTarget ?? element;
  if (flow.type !== 'bpmn:SequenceFlow') return null;
  const source = flow.businessObject.get('sourceRef') as ModdleElement | undefined;
  if (!source || !CONDITIONAL_SOURCES.has(source.$type)) return null;
  return source.get('default') === flow.businessObject ? null : flow.businessObject;
};

const processHost = (element: DiagramElement): ModdleElement | null => {
  if (element.type === 'bpmn:Process') return element.businessObject;
  if (element.type !== 'bpmn:Participant') return null;
  return (element.businessObject.get('processRef') as ModdleElement | undefined) ?? null;
};

const script: Field = {
  id: 'script',
  kind: 'script',
  read: (host) => host.get('script'),
  write: (place, value) =>
    writeOwn(place, {
      script: value,
      scriptFormat: value ? (place.host.get('scriptFormat') ?? 'feel') : undefined,
    }),
};

const condition: Field = {
  id: 'condition',
  kind: 'expression',
  hint: true,
  read: readCondition,
  write: (place, value) => writeCondition(place, typeof value === 'string' ? value : ''),
};

/** What our vocabulary adds to the panel. A new setting is one line here and one in the vocabulary. */
export const GROUPS: readonly FieldGroup[] = [
  {
    id: 'process',
    hostOf: processHost,
    fields: [
      extension(PROCESS, 'versionTag', 'text'),
      extension(PROCESS, 'title', 'feel', { hint: true }),
      extension(PROCESS, 'candidateStarterGroups', 'text', { hint: true }),
      extension(PROCESS, 'candidateStarterUsers', 'text'),
      extension(PROCESS, 'businessKeyPolicy', 'select', {
        options: ['free', 'unique_active', 'unique_forever'],
      }),
    ],
  },
  {
    id: 'assignment',
    hostOf: ofType('bpmn:UserTask'),
    fields: [
      extension(ASSIGNMENT, 'assignee', 'feel'),
      extension(ASSIGNMENT, 'candidateGroups', 'feel', { hint: true }),
      extension(ASSIGNMENT, 'candidateUsers', 'feel'),
      extension(ASSIGNMENT, 'priority', 'feel', { hint: true }),
    ],
  },
  {
    id: 'deadline',
    hostOf: ofType('bpmn:UserTask'),
    fields: [
      extension(ASSIGNMENT, 'dueDate', 'feel', { hint: true }),
      extension(ASSIGNMENT, 'followUpDate', 'feel', { hint: true }),
    ],
  },
  {
    id: 'script',
    hostOf: ofType('bpmn:ScriptTask'),
    fields: [script, extension('bpm:Script', 'resultVariable', 'text', { hint: true })],
  },
  { id: 'condition', hostOf: conditionHost, fields: [condition] },
  {
    id: 'async',
    hostOf: ofType(...FLOW_NODES),
    fields: [extension(ASYNC, 'before', 'check'), extension(ASYNC, 'after', 'check')],
  },
];
