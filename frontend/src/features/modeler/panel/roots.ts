import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, type Command, type Place } from './commands';
import type { Field } from './field';
import type { Choice } from './flows';

/** The choice that makes a new element instead of naming one; no id begins like that. */
const NEW = '+';

/** Find the model that an element belongs to. */
export const modelOf = (host: ModdleElement): ModdleElement | undefined => {
  let place: ModdleElement | undefined = host;
  while (place && place.$type !== 'bpmn:Definitions') place = place.$parent;
  return place;
};

/** List what stands beside the processes of a model. */
export const rootsOf = (host: ModdleElement, ...types: string[]): ModdleElement[] => {
  const roots = modelOf(host)?.get('rootElements') as ModdleElement[] | undefined;
  return (roots ?? []).filter(({ $type }) => types.includes($type));
};

/** Make an element that stands beside the processes. */
export const addRoot = (
  place: Place,
  type: string,
  properties: Record<string, unknown> = {},
): { made: ModdleElement; commands: Command[] } => {
  const model = modelOf(place.host);
  if (!model) throw new Error(`${place.host.id ?? ''} belongs to no model.`);
  const made = child(place, model, type, properties);
  const there = (model.get('rootElements') as ModdleElement[] | undefined) ?? [];
  return { made, commands: [writeModdle(place, model, { rootElements: [...there, made] })] };
};

/** Take such an element away. */
export const removeRoot = (place: Place, root: ModdleElement): Command[] => {
  const model = modelOf(place.host);
  const there = (model?.get('rootElements') as ModdleElement[] | undefined) ?? [];
  return model
    ? [writeModdle(place, model, { rootElements: there.filter((other) => other !== root) })]
    : [];
};

export const nameOrId = (element: ModdleElement): string => element.name ?? element.id ?? '';

export const choicesOf = (elements: readonly ModdleElement[]): Choice[] =>
  elements.map((element) => ({ value: element.id ?? '', label: nameOrId(element) }));

/** Find what a reference leads to. */
export const referred =
  (property: string) =>
  (host: ModdleElement): ModdleElement | undefined =>
    host.get(property) as ModdleElement | undefined;

/** A reference to one of several elements of the model. */
export const referenceTo = (
  property: string,
  candidates: (host: ModdleElement) => readonly ModdleElement[],
  more: Partial<Field> = {},
): Field => ({
  id: property,
  kind: 'select',
  choices: (host, texts) => [
    { value: '', label: texts('library.none') },
    ...choicesOf(candidates(host)),
  ],
  read: (host) => referred(property)(host)?.id ?? '',
  write: (place, value) => [
    writeModdle(place, place.host, {
      [property]: candidates(place.host).find(({ id }) => id === value),
    }),
  ],
  ...more,
});

/** A reference to something that stands beside the processes, or to a new one. */
export const rootReference = (property: string, type: string, more: Partial<Field> = {}): Field => {
  const field = referenceTo(property, (host) => rootsOf(host, type), more);
  return {
    ...field,
    choices: (host, texts) => {
      const [none, ...known] = field.choices?.(host, texts) ?? [];
      return [...(none ? [none] : []), { value: NEW, label: texts('library.create') }, ...known];
    },
    write: (place, value) => {
      if (value !== NEW) return field.write(place, value);
      const { made, commands } = addRoot(place, type);
      made.set('name', made.id);
      return [...commands, writeModdle(place, place.host, { [property]: made })];
    },
  };
};
