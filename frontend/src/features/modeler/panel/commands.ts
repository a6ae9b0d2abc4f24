import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';

/** One change of the model on the command stack: undo, marks and saving follow by themselves. */
export type Command =
  | {
      cmd: 'element.updateModdleProperties';
      context: {
        element: DiagramElement;
        moddleElement: ModdleElement;
        properties: Record<string, unknown>;
      };
    }
  | {
      /** Of the drawn element itself: what shows it, such as the dash of a default flow, follows. */
      cmd: 'element.updateProperties';
      context: { element: DiagramElement; properties: Record<string, unknown> };
    };

export interface BpmnFactory {
  create(type: string, properties?: Record<string, unknown>): ModdleElement;
}

/** Where a setting is written: the drawn element and the model element that carries the setting. */
export interface Place {
  element: DiagramElement;
  host: ModdleElement;
  factory: BpmnFactory;
}

/** Write properties of any model element, as they are. */
export const writeModdle = (
  place: Place,
  moddleElement: ModdleElement,
  properties: Record<string, unknown>,
): Command => ({
  cmd: 'element.updateModdleProperties',
  context: { element: place.element, moddleElement, properties },
});

const isEmpty = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

const valuesOf = (container: ModdleElement | undefined): ModdleElement[] =>
  (container?.get('values') as ModdleElement[] | undefined) ?? [];

const containerOf = (host: ModdleElement) =>
  host.get('extensionElements') as ModdleElement | undefined;

/** Find the extension elements of a type, of which there may be several. */
export const extensionsOf = (host: ModdleElement, type: string): ModdleElement[] =>
  valuesOf(containerOf(host)).filter((value) => value.$type === type);

/** Find an extension element of a host. */
export const extensionOf = (host: ModdleElement, type: string): ModdleElement | undefined =>
  extensionsOf(host, type)[0];

/** Read a setting out of an extension element. */
export const readExtension = (host: ModdleElement, type: string, property: string): unknown =>
  extensionOf(host, type)?.get(property);

/** Make a part of a model element, not yet in its place. */
export const child = (
  place: Place,
  parent: ModdleElement,
  type: string,
  properties: Record<string, unknown>,
) => {
  const made = place.factory.create(type, properties);
  made.$parent = parent;
  return made;
};

/** Add an extension element beside those that are there. */
export const addExtension = (
  place: Place,
  type: string,
  properties: Record<string, unknown>,
): Command[] => {
  const existing = containerOf(place.host);
  const container = existing ?? child(place, place.host, 'bpmn:ExtensionElements', { values: [] });
  const made = child(place, container, type, properties);
  for (const value of Object.values(properties).flat()) if (isModdle(value)) value.$parent = made;
  const filled = writeModdle(place, container, { values: [...valuesOf(container), made] });
  return existing
    ? [filled]
    : [writeModdle(place, place.host, { extensionElements: container }), filled];
};

const isModdle = (value: unknown): value is ModdleElement =>
  typeof value === 'object' && value !== null && '$type' in value;

const hasMoreThan = (extension: ModdleElement, properties: Record<string, unknown>): boolean => {
  const foreign = (extension as { $attrs?: object }).$attrs ?? {};
  const others = Object.entries(extension).filter(
    ([name, value]) => !(name in properties) && !name.startsWith('$') && !isEmpty(value),
  );
  return others.length > 0 || Object.keys(foreign).length > 0;
};

/** Take an extension element away, and their holder with the last one. */
export const removeExtension = (place: Place, extension: ModdleElement): Command[] => {
  const container = containerOf(place.host);
  if (!container) return [];
  const rest = valuesOf(container).filter((value) => value !== extension);
  if (rest.length === 0) return [writeModdle(place, place.host, { extensionElements: undefined })];
  return [writeModdle(place, container, { values: rest })];
};

/**
 * Write a setting into an extension element.
 *
 * The element is made with its first setting and goes with its last one, so that an untouched model stays as it was.
 */
export const writeExtension = (
  place: Place,
  type: string,
  property: string,
  value: unknown,
): Command[] => {
  return writeExtensionParts(place, type, { [property]: value });
};

/** Write several settings of an extension element in one step. */
export const writeExtensionParts = (
  place: Place,
  type: string,
  properties: Record<string, unknown>,
): Command[] => {
  const cleaned = clean(properties);
  const isNothing = Object.values(cleaned).every((value) => value === undefined);
  const extension = extensionOf(place.host, type);
  if (!extension) return isNothing ? [] : addExtension(place, type, cleaned);
  if (isNothing && !hasMoreThan(extension, cleaned)) return removeExtension(place, extension);
  for (const value of Object.values(cleaned).flat()) if (isModdle(value)) value.$parent = extension;
  return [writeModdle(place, extension, cleaned)];
};

const clean = (properties: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, isEmpty(value) ? undefined : value]),
  );

/** Write attributes or simple children of the host itself. */
export const writeOwn = (place: Place, properties: Record<string, unknown>): Command[] => [
  writeModdle(place, place.host, clean(properties)),
];

/** Write properties of the drawn element itself. */
export const writeDrawn = (
  element: DiagramElement,
  properties: Record<string, unknown>,
): Command[] => [{ cmd: 'element.updateProperties', context: { element, properties } }];

/** Read the text of an expression, such as a flow's condition. */
export const readExpression = (host: ModdleElement, property: string): string => {
  const expression = host.get(property) as ModdleElement | undefined;
  return (expression?.get('body') as string | undefined) ?? '';
};

/** Write the text of an expression; the expression goes with its text. */
export const writeExpression = (place: Place, property: string, body: string): Command[] => {
  const expression = place.host.get(property) as ModdleElement | undefined;
  if (body === '') return [writeModdle(place, place.host, { [property]: undefined })];
  if (expression) return [writeModdle(place, expression, { body })];
  const made = child(place, place.host, 'bpmn:FormalExpression', { body });
  return [writeModdle(place, place.host, { [property]: made })];
};

/** Read a list of parts of an extension element, such as its inputs. */
export const readList = (host: ModdleElement, type: string, property: string): ModdleElement[] =>
  (readExtension(host, type, property) as ModdleElement[] | undefined) ?? [];
