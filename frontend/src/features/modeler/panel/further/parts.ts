import type { ModdleElement } from '@/shared/bpmn/types';
import { child, writeModdle, type Command, type Place } from '../commands';
import type { Field } from '../field';

/** Read a property that holds several model elements. */
export const listOf = (host: ModdleElement | undefined, property: string): ModdleElement[] =>
  (host?.get(property) as ModdleElement[] | undefined) ?? [];

/** Make one more part of an element. */
export const addPart = (
  place: Place,
  holder: ModdleElement,
  property: string,
  made: ModdleElement,
): Command => writeModdle(place, holder, { [property]: [...listOf(holder, property), made] });

/** Take a part of an element away. */
export const removePart = (
  place: Place,
  holder: ModdleElement,
  property: string,
  part: ModdleElement,
): Command =>
  writeModdle(place, holder, {
    [property]: listOf(holder, property).filter((other) => other !== part),
  });

/** Make a part that is referred to, and so needs an id and a name that no other one has. */
export const makeNamed = (
  place: Place,
  holder: ModdleElement,
  type: string,
  there: readonly ModdleElement[],
  stem: string,
): ModdleElement => {
  const names = new Set(there.map(({ name }) => name));
  let number = there.length + 1;
  while (names.has(`${stem}${number.toString()}`)) number += 1;
  return child(place, holder, type, { name: `${stem}${number.toString()}` });
};

const nameOf = ({ name, id }: ModdleElement): string => name ?? id ?? '';

/** Several elements that are referred to, entered as names with commas between them. */
export const namesOf = (
  property: string,
  candidates: (host: ModdleElement) => readonly ModdleElement[],
  more: Partial<Field> = {},
): Field => ({
  id: property,
  kind: 'text',
  hint: true,
  read: (host) => listOf(host, property).map(nameOf).join(', '),
  write: (place, value) => {
    const wanted = (typeof value === 'string' ? value : '').split(',').map((name) => name.trim());
    const known = candidates(place.host);
    const found = wanted.flatMap((name) => {
      const match = known.find((each) => each.name === name) ?? known.find(({ id }) => id === name);
      return match ? [match] : [];
    });
    return [writeModdle(place, place.host, { [property]: [...new Set(found)] })];
  },
  ...more,
});
