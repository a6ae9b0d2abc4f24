import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import {
  readExpression,
  readExtension,
  writeExpression,
  writeExtension,
  writeModdle,
  writeOwn,
  type Command,
  type Place,
} from './commands';
import type { Choice } from './flows';

/**
 * How a setting is entered: `feel` and `longFeel` are text or FEEL, `expression` and `script` are
 * always FEEL, `code` is text that means something to a machine.
 */
export type FieldKind =
  'text' | 'feel' | 'longFeel' | 'expression' | 'script' | 'code' | 'check' | 'select';

/** Settings that are drawn in a way of their own: the provider knows by what. */
export type Drawing = 'timerParts' | 'timerFirings' | 'calledProcess' | 'calledVersion';

/** Words of the panel, given to the editor as its service `texts`. */
export type Texts = (key: string, values?: Record<string, string | number>) => string;

export interface Field {
  /** Also the key of its label in the area `modeler`: `field.<id>`. */
  id: string;
  kind: FieldKind;
  /** Where the words are not ours, for instance a template's. */
  label?: string;
  /** Words below the field: `hint.<id>`, or what is made of the settings as they are. */
  hint?: boolean | ((host: ModdleElement, texts: Texts) => string | undefined);
  /** Values to choose from, named by `option.<value>`; the first one is what holds without a choice. */
  options?: readonly string[];
  choices?: (host: ModdleElement, texts: Texts) => readonly Choice[];
  /** Key of the words for a value that is missing. */
  required?: string;
  /** Whether it is shown only: what holds it must not change here. */
  isReadOnly?: boolean;
  /** Draws the setting where none of the usual widgets will do. */
  drawnBy?: Drawing;
  /** Whether the setting has a meaning beside the others as they are. */
  isShown?(host: ModdleElement): boolean;
  read(host: ModdleElement): unknown;
  write(place: Place, value: unknown): Command[];
}

/** Settings that are fetched after the editor; given to it as its service `further`. */
export interface Further {
  groups: readonly FieldGroup[];
  lists: readonly ListGroup[];
}

export interface FieldGroup {
  /** Also the key of its label: `group.<id>`. */
  id: string;
  label?: string;
  /** The model element that carries the settings, or null where the group has no place. */
  hostOf(element: DiagramElement): ModdleElement | null;
  fields: readonly Field[];
}

/** Settings that may be given several times. */
export interface ListGroup {
  id: string;
  hostOf(element: DiagramElement): ModdleElement | null;
  items(host: ModdleElement): readonly ModdleElement[];
  /** What an item is called; empty while it has no name. */
  nameOf(item: ModdleElement, texts: Texts): string;
  /** Absent where items come and go elsewhere. */
  add?(place: Place): Command[];
  remove?(place: Place, item: ModdleElement): Command[];
  /** Their host is the item. */
  fields: readonly Field[];
}

/** A setting of our vocabulary. */
export const extension = (
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

/** An attribute, or the text, of the host itself. */
export const own = (property: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
  id: property,
  kind,
  read: (host) => host.get(property),
  write: (place, value) => writeOwn(place, { [property]: value }),
  ...more,
});

/** An expression of BPMN. */
export const expression = (property: string, more: Partial<Field> = {}): Field => ({
  id: property,
  kind: 'expression',
  read: (host) => readExpression(host, property),
  write: (place, value) => writeExpression(place, property, typeof value === 'string' ? value : ''),
  ...more,
});

/** An attribute that is true without being written; false has to be. */
export const usuallyTrue = (property: string, more: Partial<Field> = {}): Field =>
  own(property, 'check', {
    read: (host) => host.get(property) !== false,
    write: (place, value) => [
      writeModdle(place, place.host, { [property]: value === true ? undefined : false }),
    ],
    ...more,
  });

/** A setting of another model element, found from the host; there is none while that is not there. */
export const through =
  (find: (host: ModdleElement) => ModdleElement | undefined) =>
  (field: Field): Field => ({
    ...field,
    isShown: (host) => {
      const found = find(host);
      return found !== undefined && (field.isShown?.(found) ?? true);
    },
    read: (host) => {
      const found = find(host);
      return found && field.read(found);
    },
    write: (place, value) => {
      const found = find(place.host);
      return found ? field.write({ ...place, host: found }, value) : [];
    },
  });

/** Give a group to elements of some types. */
export const ofType =
  (...types: string[]) =>
  (element: DiagramElement): ModdleElement | null =>
    !element.labelTarget && types.includes(element.type) ? element.businessObject : null;
