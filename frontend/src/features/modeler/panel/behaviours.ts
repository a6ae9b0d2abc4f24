import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, writeOwn, type Command, type Place } from './commands';
import { expression, through, type Field, type ListGroup } from './field';
import { loopOf } from './loops';
import { addRoot, nameOrId, referred } from './roots';
import { TRIGGER_FIELDS } from './triggerFields';

type Behaviour = 'All' | 'None' | 'One' | 'Complex';

/** What names the thrown event, by the behaviour. */
const REFERENCES: Partial<Record<Behaviour, string>> = {
  None: 'noneBehaviorEventRef',
  One: 'oneBehaviorEventRef',
};

const SIGNAL = 'bpmn:SignalEventDefinition';
const ESCALATION = 'bpmn:EscalationEventDefinition';

const readBehaviour = (loop: ModdleElement): Behaviour =>
  (loop.get('behavior') as Behaviour | undefined) ?? 'All';

const referenceOf = (loop: ModdleElement): string | undefined => REFERENCES[readBehaviour(loop)];

const thrownBy = (loop: ModdleElement): ModdleElement | undefined => {
  const reference = referenceOf(loop);
  return reference ? referred(reference)(loop) : undefined;
};

/** Choose the behaviour; an event that each instance or the first one throws stays the same. */
const writeBehaviour = (place: Place, value: unknown): Command[] => {
  const behaviour = (value as Behaviour | undefined) ?? 'All';
  const before = thrownBy(place.host);
  const reference = REFERENCES[behaviour];
  const references = { noneBehaviorEventRef: undefined, oneBehaviorEventRef: undefined };
  const kept = reference && before ? { ...references, [reference]: before } : references;
  const parts = behaviour === 'Complex' ? {} : { complexBehaviorDefinition: undefined };
  return writeOwn(place, {
    ...kept,
    ...parts,
    behavior: behaviour === 'All' ? undefined : behaviour,
  });
};

/** Signal or escalation; another choice makes another event definition. */
const kindField = (
  read: (host: ModdleElement) => ModdleElement | undefined,
  write: (place: Place, type: string) => Command[],
): Field => ({
  id: 'thrownKind',
  kind: 'select',
  required: 'thrownKind',
  choices: (_host, texts) => [
    { value: '', label: texts('library.none') },
    { value: SIGNAL, label: texts('trigger.signal') },
    { value: ESCALATION, label: texts('trigger.escalation') },
  ],
  read: (host) => read(host)?.$type ?? '',
  write: (place, value) =>
    typeof value === 'string' && value !== '' && value !== read(place.host)?.$type
      ? write(place, value)
      : [],
});

const thrownFields = (find: (host: ModdleElement) => ModdleElement | undefined): Field[] =>
  (['signal', 'escalation'] as const).flatMap((kind) => {
    const type = kind === 'signal' ? SIGNAL : ESCALATION;
    const findOf = (host: ModdleElement) => {
      const found = find(host);
      return found?.$type === type ? found : undefined;
    };
    return (TRIGGER_FIELDS[kind] ?? []).map(through(findOf));
  });

const writeThrown = (place: Place, type: string): Command[] => {
  const reference = referenceOf(place.host);
  if (!reference) return [];
  const { made, commands } = addRoot(place, type);
  return [...commands, writeModdle(place, place.host, { [reference]: made })];
};

/** What a multi-instance activity throws when its instances are done; the host is its marker. */
export const BEHAVIOUR: readonly Field[] = [
  {
    id: 'behavior',
    kind: 'select',
    hint: true,
    options: ['All', 'None', 'One', 'Complex'] satisfies Behaviour[],
    read: readBehaviour,
    write: writeBehaviour,
  },
  {
    ...kindField(thrownBy, writeThrown),
    isShown: (loop) => referenceOf(loop) !== undefined,
  },
  ...thrownFields(thrownBy),
];

const definitionIn = (part: ModdleElement): ModdleElement | undefined => {
  const event = part.get('event') as ModdleElement | undefined;
  return (event?.get('eventDefinitions') as ModdleElement[] | undefined)?.[0];
};

const writeInner = (place: Place, type: string): Command[] => {
  const event = child(place, place.host, 'bpmn:ImplicitThrowEvent', {});
  event.set('eventDefinitions', [child(place, event, type, {})]);
  return [writeModdle(place, place.host, { event })];
};

const partsOf = (host: ModdleElement): ModdleElement[] =>
  (loopOf(host)?.get('complexBehaviorDefinition') as ModdleElement[] | undefined) ?? [];

const writeParts = (place: Place, parts: readonly ModdleElement[]): Command[] => {
  const loop = loopOf(place.host);
  return loop ? [writeModdle(place, loop, { complexBehaviorDefinition: parts })] : [];
};

/** Events that are thrown under conditions of their own. */
export const COMPLEX_BEHAVIOUR: ListGroup = {
  id: 'complexBehaviour',
  hostOf: ({ labelTarget, businessObject }) => {
    const loop = labelTarget ? undefined : loopOf(businessObject);
    return loop && readBehaviour(loop) === 'Complex' ? businessObject : null;
  },
  items: partsOf,
  nameOf: (part) => {
    const definition = definitionIn(part);
    const thrown =
      definition &&
      (referred(definition.$type === SIGNAL ? 'signalRef' : 'escalationRef')(definition) ??
        undefined);
    return thrown ? nameOrId(thrown) : '';
  },
  add: (place) => {
    const loop = loopOf(place.host);
    if (!loop) return [];
    const made = child(place, loop, 'bpmn:ComplexBehaviorDefinition', {});
    return writeParts(place, [...partsOf(place.host), made]);
  },
  remove: (place, part) =>
    writeParts(
      place,
      partsOf(place.host).filter((other) => other !== part),
    ),
  fields: [
    expression('condition', { id: 'thrownWhen', hint: true }),
    kindField(definitionIn, writeInner),
    ...thrownFields(definitionIn),
  ],
};
