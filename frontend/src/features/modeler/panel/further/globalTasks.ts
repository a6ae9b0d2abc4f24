import { OFFER } from '@/shared/bpmn/offer';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, writeOwn, type Place } from '../commands';
import { extension, own, type Field, type ListGroup } from '../field';
import { assignment, deadline, decision, form } from '../fields';
import { addRoot, modelOf, nameOrId, removeRoot, rootsOf } from '../roots';
import { listOf } from './parts';

/** Tasks that stand beside the processes and are called by call activities. */
export const GLOBAL_TASKS = [
  'bpmn:GlobalTask',
  'bpmn:GlobalUserTask',
  'bpmn:GlobalManualTask',
  'bpmn:GlobalScriptTask',
  'bpmn:GlobalBusinessRuleTask',
] as const;

const USER = 'bpmn:GlobalUserTask';

const ofTask =
  (type: string) =>
  (field: Field): Field => ({
    ...field,
    isShown: (host) => host.$type === type && (field.isShown?.(host) ?? true),
  });

const KEPT = ['id', 'name', 'documentation', 'ioSpecification'];

/** Make another kind of task of it, with the same id: calls stay. */
const writeKind = (place: Place, type: string) => {
  const model = modelOf(place.host);
  if (!model || type === place.host.$type) return [];
  const kept = Object.fromEntries(KEPT.map((name) => [name, place.host.get(name)]));
  const made = child(place, model, type, kept);
  const roots = listOf(model, 'rootElements').map((root) => (root === place.host ? made : root));
  return [writeModdle(place, model, { rootElements: roots })];
};

const kind: Field = {
  id: 'globalKind',
  kind: 'select',
  choices: (_host, texts) =>
    GLOBAL_TASKS.map((type) => ({ value: type, label: texts(`globalTask.${type.slice(5)}`) })),
  read: ({ $type }) => $type,
  write: (place, value) => writeKind(place, typeof value === 'string' ? value : USER),
};

const isPython = (host: ModdleElement): boolean => host.get('scriptLanguage') === 'python';

const script: Partial<Field> = {
  hint: true,
  write: (place, value) =>
    writeOwn(place, {
      script: value,
      scriptLanguage: value ? (place.host.get('scriptLanguage') ?? 'feel') : undefined,
    }),
};

const scripts: readonly Field[] = [
  own('scriptLanguage', 'select', {
    id: 'scriptFormat',
    hint: true,
    options: OFFER.scriptFormats,
    isShown: () => OFFER.scriptFormats.length > 1,
    write: (place, value) => writeOwn(place, { scriptLanguage: value ?? 'feel' }),
  }),
  own('script', 'script', { ...script, isShown: (host) => !isPython(host) }),
  own('script', 'code', { ...script, id: 'pythonScript', isShown: isPython }),
  extension('bpm:Script', 'resultVariable', 'text', { hint: true }),
];

const processHost = ({ type, businessObject }: DiagramElement): ModdleElement | null =>
  ['bpmn:Process', 'bpmn:Collaboration'].includes(type) ? businessObject : null;

export const globalTasks: ListGroup = {
  id: 'globalTasks',
  hostOf: processHost,
  items: (host) => rootsOf(host, ...GLOBAL_TASKS),
  nameOf: nameOrId,
  add: (place) => {
    const { made, commands } = addRoot(place, USER);
    made.set('name', made.id);
    return commands;
  },
  remove: removeRoot,
  fields: [
    own('name', 'text', { id: 'globalName' }),
    { ...own('id', 'text', { id: 'globalId', hint: true }), write: () => [], isReadOnly: true },
    kind,
    ...[...assignment, ...form, ...deadline].map(ofTask(USER)),
    ...scripts.map(ofTask('bpmn:GlobalScriptTask')),
    ...decision.map(ofTask('bpmn:GlobalBusinessRuleTask')),
  ],
};
