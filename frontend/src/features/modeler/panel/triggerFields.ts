import type { ModdleElement } from '@/shared/bpmn/types';
import { expression, own, through, usuallyTrue, type Field } from './field';
import { referenceTo, referred, rootReference } from './roots';
import { TIMER_FIELDS } from './timerFields';

/** Fields of what an event refers to, such as the name of its message. */
const named = (reference: string, fields: readonly Field[]): Field[] =>
  fields.map(through(referred(reference)));

const library = (key: string): Field['hint'] =>
  function say(_host, texts) {
    return texts(`library.${key}`);
  };

/** What is thrown or waited for, and its name; tasks that send or receive have the same. */
export const MESSAGE: readonly Field[] = [
  rootReference('messageRef', 'bpmn:Message', { hint: library('messageRef') }),
  ...named('messageRef', [
    own('name', 'text', { id: 'messageName', hint: library('messageName') }),
  ]),
];

/** The level of the process on which an event stands; its own, where it handles a sub-process. */
const levelOf = (event: ModdleElement): ModdleElement | undefined => {
  const around = event.$parent;
  return around?.get('triggeredByEvent') === true ? around.$parent : around;
};

/** Activities whose work an event may have undone: those beside it. */
export const undoable = (definition: ModdleElement): ModdleElement[] => {
  const event = definition.$parent;
  const beside = event && (levelOf(event)?.get('flowElements') as ModdleElement[] | undefined);
  return (beside ?? []).filter(
    (element) =>
      /Task$|SubProcess$|^bpmn:(CallActivity|Transaction)$/.test(element.$type) &&
      element.get('triggeredByEvent') !== true &&
      element.get('isForCompensation') !== true,
  );
};

const throws = (definition: ModdleElement): boolean =>
  /Throw|End/.test(definition.$parent?.$type ?? '');

/** What each kind of trigger says; its host is the event definition. */
export const TRIGGER_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  message: MESSAGE,
  timer: TIMER_FIELDS,
  conditional: [expression('condition', { id: 'eventCondition', hint: true })],
  signal: [
    rootReference('signalRef', 'bpmn:Signal', { hint: library('signalRef') }),
    ...named('signalRef', [own('name', 'text', { id: 'signalName', hint: library('signalName') })]),
  ],
  error: [
    rootReference('errorRef', 'bpmn:Error', { hint: library('errorRef') }),
    ...named('errorRef', [
      own('name', 'text', { id: 'errorName', hint: library('errorName') }),
      own('errorCode', 'text', { id: 'codeOfError', hint: library('errorCode') }),
    ]),
  ],
  escalation: [
    rootReference('escalationRef', 'bpmn:Escalation', { hint: library('escalationRef') }),
    ...named('escalationRef', [
      own('name', 'text', { id: 'escalationName', hint: library('escalationName') }),
      own('escalationCode', 'text', { id: 'codeOfEscalation', hint: library('escalationCode') }),
    ]),
  ],
  link: [own('name', 'text', { id: 'linkName', hint: library('linkName') })],
  compensate: [
    referenceTo('activityRef', undoable, { hint: true, isShown: throws }),
    usuallyTrue('waitForCompletion', { hint: true, isShown: throws }),
  ],
  terminate: [],
  cancel: [],
};
