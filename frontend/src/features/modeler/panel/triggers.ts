import { OFFER, type Offer } from '@/shared/bpmn/offer';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { child, writeDrawn, type Command, type Place } from './commands';
import type { Field, FieldGroup, ListGroup } from './field';
import { nameOrId, referred } from './roots';
import { TRIGGER_FIELDS } from './triggerFields';

const DEFINITION = 'EventDefinition';

/** The event that is chosen, by itself or by its label. */
export const eventOf = (element: DiagramElement): ModdleElement | null => {
  const host = (element.labelTarget ?? element).businessObject;
  return host.$type.endsWith('Event') ? host : null;
};

/** List what triggers an event. */
export const triggersOf = (event: ModdleElement): ModdleElement[] =>
  (event.get('eventDefinitions') as ModdleElement[] | undefined) ?? [];

/** Name the kind of a trigger as the engine's gate does: `message`. */
export const kindOf = ({ $type }: ModdleElement): string => {
  const name = $type.replace(/^bpmn:/, '').replace(DEFINITION, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
};

const typeOf = (kind: string): string =>
  `bpmn:${kind.charAt(0).toUpperCase()}${kind.slice(1)}${DEFINITION}`;

const placeOf = (event: ModdleElement): string => {
  const name = event.$type.replace(/^bpmn:/, '');
  const place = name.charAt(0).toLowerCase() + name.slice(1);
  const inHandler = event.$parent?.get('triggeredByEvent') === true;
  return place === 'startEvent' && inHandler ? 'handlerStart' : place;
};

/** Kinds of triggers of which an event may have several. */
export const kindsTogether = (event: ModdleElement, offer: Offer = OFFER): readonly string[] =>
  offer.together[placeOf(event)] ?? [];

/** Tell whether an event may wait for all of its triggers. */
export const mayWaitForAll = (event: ModdleElement, offer: Offer = OFFER): boolean =>
  offer.waitsForAll.includes(placeOf(event)) &&
  triggersOf(event).every((trigger) => offer.awaitedTogether.includes(kindOf(trigger)));

const drawnOf = ({ element }: Place): DiagramElement => element.labelTarget ?? element;

const writeTriggers = (
  place: Place,
  event: ModdleElement,
  triggers: readonly ModdleElement[],
): Command[] =>
  writeDrawn(drawnOf(place), {
    eventDefinitions: triggers,
    // with one trigger it means nothing, and keeps the drawing from showing which one
    ...(triggers.length < 2 && event.get('parallelMultiple') ? { parallelMultiple: false } : {}),
  });

const only =
  (kind: string) =>
  (element: DiagramElement): ModdleElement | null => {
    const event = eventOf(element);
    const [trigger, ...more] = event ? triggersOf(event) : [];
    return trigger && more.length === 0 && kindOf(trigger) === kind ? trigger : null;
  };

/** The one trigger of an event, each kind as a group of its own. */
export const ONLY_TRIGGER: readonly FieldGroup[] = Object.entries(TRIGGER_FIELDS)
  .filter(([, fields]) => fields.length > 0)
  .map(([kind, fields]) => ({
    id: kind === 'conditional' ? 'condition' : kind,
    hostOf: only(kind),
    fields,
  }));

const KIND: Field = {
  id: 'triggerKind',
  kind: 'select',
  choices: (trigger, texts) => {
    const known = trigger.$parent ? kindsTogether(trigger.$parent) : [];
    const kinds = known.includes(kindOf(trigger)) ? known : [kindOf(trigger), ...known];
    return kinds.map((kind) => ({ value: kind, label: texts(`trigger.${kind}`) }));
  },
  read: kindOf,
  write: (place, value) => {
    const event = place.host.$parent;
    if (!event || typeof value !== 'string' || value === kindOf(place.host)) return [];
    const made = child(place, event, typeOf(value), {});
    const triggers = triggersOf(event).map((each) => (each === place.host ? made : each));
    return writeTriggers(place, event, triggers);
  },
};

/** A setting of one kind of trigger. */
const ofKind =
  (kind: string) =>
  (field: Field): Field => ({
    ...field,
    isShown: (host) => kindOf(host) === kind && (field.isShown?.(host) ?? true),
  });

const REFERENCES = ['messageRef', 'signalRef', 'errorRef', 'escalationRef'];

const subjectOf = (trigger: ModdleElement): string => {
  const reference = REFERENCES.find((property) => referred(property)(trigger));
  return reference ? nameOrId(referred(reference)(trigger) ?? trigger) : '';
};

const severalHost = (element: DiagramElement): ModdleElement | null => {
  const event = eventOf(element);
  const triggers = event ? triggersOf(event) : [];
  if (!event || triggers.length === 0) return null;
  const isOpen = kindsTogether(event).includes(kindOf(triggers[0] ?? event));
  return triggers.length > 1 || isOpen ? event : null;
};

/** All triggers of an event that has several, and the button that gives it a second one. */
export const TRIGGERS: ListGroup = {
  id: 'triggers',
  hostOf: severalHost,
  items: (event) => (triggersOf(event).length > 1 ? triggersOf(event) : []),
  nameOf: (trigger, texts) =>
    [texts(`trigger.${kindOf(trigger)}`), subjectOf(trigger)].filter(Boolean).join(': '),
  add: (place) => {
    const [kind = 'message'] = ['message', 'signal'].filter((each) =>
      kindsTogether(place.host).includes(each),
    );
    const made = child(place, place.host, typeOf(kind), {});
    return writeTriggers(place, place.host, [...triggersOf(place.host), made]);
  },
  remove: (place, trigger) =>
    writeTriggers(
      place,
      place.host,
      triggersOf(place.host).filter((other) => other !== trigger),
    ),
  fields: [
    KIND,
    ...Object.entries(TRIGGER_FIELDS).flatMap(([kind, fields]) => fields.map(ofKind(kind))),
  ],
};

/** Triggers after which the work at the border, or around a handler, may go on. */
const GENTLE = new Set(['message', 'timer', 'signal', 'conditional', 'escalation']);

const drawn = (property: string, more: Partial<Field>): Field => ({
  id: property,
  kind: 'check',
  hint: true,
  read: (event) => event.get(property) !== false,
  write: (place, value) => writeDrawn(drawnOf(place), { [property]: value === true }),
  ...more,
});

const mayGoOn = (event: ModdleElement): boolean =>
  triggersOf(event).every((trigger) => GENTLE.has(kindOf(trigger)));

/** What an event does beside its triggers. */
export const EVENT: FieldGroup = {
  id: 'event',
  hostOf: (element) => {
    const event = eventOf(element);
    return event && EVENT.fields.some((field) => field.isShown?.(event)) ? event : null;
  },
  fields: [
    drawn('cancelActivity', {
      isShown: (event) =>
        event.$type === 'bpmn:BoundaryEvent' &&
        (mayGoOn(event) || event.get('cancelActivity') === false),
    }),
    drawn('isInterrupting', {
      isShown: (event) =>
        placeOf(event) === 'handlerStart' &&
        (mayGoOn(event) || event.get('isInterrupting') === false),
    }),
    drawn('parallelMultiple', {
      read: (event) => event.get('parallelMultiple') === true,
      isShown: (event) =>
        triggersOf(event).length > 1 &&
        (mayWaitForAll(event) || event.get('parallelMultiple') === true),
    }),
  ],
};
