import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';

/** One change of the model on the command stack: undo, marks and saving follow by themselves. */
export interface Command {
  cmd: 'element.updateModdleProperties';
  context: {
    element: DiagramElement;
    moddleElement: ModdleElement;
    properties: Record<string, unknown>;
  };
}

export interface BpmnFactory {
  create(type: string, properties?: Record<string, unknown>): ModdleElement;
}

/** Where a setting is written: the drawn element and the model element that carries the setting. */
export interface Place {
  element: DiagramElement;
  host: ModdleElement;
  factory: BpmnFactory;
}

const update = (
  place: Place,
  moddleElement: ModdleElement,
  properties: Record<string, unknown>,
): Command => ({
  cmd: 'element.updateModdleProperties',
  context: { element: place.element, moddleElement, properties },
});

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || value === false;

const valuesOf = (container: ModdleElement | undefined): ModdleElement[] =>
  (container?.get('values') as ModdleElement[] | undefined) ?? [];

const containerOf = (host: ModdleElement) =>
  host.get('extensionElements') as ModdleElement | undefined;

/** Find an extension element of a host. */
export const extensionOf = (host: ModdleElement, type: string): ModdleElement | undefined =>
  valuesOf(containerOf(host)).find((value) => value.$type === type);

/** Read a setting out of an extension element. */
export const readExtension = (host: ModdleElement, type: string, property: string): unknown =>
  extensionOf(host, type)?.get(property);

const child = (
  place: Place,
  parent: ModdleElement,
  type: string,
  properties: Record<string, unknown>,
) => {
  const made = place.factory.create(type, properties);
  made.$parent = parent;
  return made;
};

const addExtension = (place: Place, type: string, property: string, value: unknown): Command[] => {
  const existing = containerOf(place.host);
  const container = existing ?? child(place, place.host, 'bpmn:ExtensionElements', { values: [] });
  const made = child(place, container, type, { [property]: value });
  const filled = update(place, container, { values: [...valuesOf(container), made] });
  return existing
    ? [filled]
    : [update(place, place.host, { extensionElements: container }), filled];
};

const hasMoreThan = (extension: ModdleElement, property: string): boolean => {
  const foreign = (extension as { $attrs?: object }).$attrs ?? {};
  const others = Object.entries(extension).filter(
    ([name, value]) => name !== property && !name.startsWith('$') && !isEmpty(value),
  );
  return others.length > 0 || Object.keys(foreign).length > 0;
};

const removeExtension = (place: Place, extension: ModdleElement): Command[] => {
  const container = containerOf(place.host);
  if (!container) return [];
  const rest = valuesOf(container).filter((value) => value !== extension);
  if (rest.length === 0) return [update(place, place.host, { extensionElements: undefined })];
  return [update(place, container, { values: rest })];
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
  const extension = extensionOf(place.host, type);
  if (!extension) return isEmpty(value) ? [] : addExtension(place, type, property, value);
  if (isEmpty(value) && !hasMoreThan(extension, property)) return removeExtension(place, extension);
  return [update(place, extension, { [property]: isEmpty(value) ? undefined : value })];
};

/** Write attributes or simple children of the host itself. */
export const writeOwn = (place: Place, properties: Record<string, unknown>): Command[] => {
  const cleaned = Object.entries(properties).map(([name, value]) => [
    name,
    isEmpty(value) ? undefined : value,
  ]);
  return [update(place, place.host, Object.fromEntries(cleaned) as Record<string, unknown>)];
};

/** Read the text of a flow's condition. */
export const readCondition = (host: ModdleElement): string => {
  const condition = host.get('conditionExpression') as ModdleElement | undefined;
  return (condition?.get('body') as string | undefined) ?? '';
};

/** Write the text of a flow's condition. */
export const writeCondition = (place: Place, body: string): Command[] => {
  const condition = place.host.get('conditionExpression') as ModdleElement | undefined;
  if (body === '') return [update(place, place.host, { conditionExpression: undefined })];
  if (condition) return [update(place, condition, { body })];
  return [
    update(place, place.host, {
      conditionExpression: child(place, place.host, 'bpmn:FormalExpression', { body }),
    }),
  ];
};
