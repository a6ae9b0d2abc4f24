/** What a form reads and writes, and what its author should look at; the server's check comes beside it. */
import { getSchemaVariables } from '@bpmn-io/form-js-viewer';
import type { Json, JsonObject } from '@/shared/api';
import { allComponents, childrenOf, type FormComponent, type FormSchema } from '@/shared/forms';

/** Components that hold a value of their own. */
const FIELDS = new Set([
  'textfield',
  'textarea',
  'number',
  'datetime',
  'checkbox',
  'select',
  'radio',
  'checklist',
  'taglist',
  'expression',
  'filepicker',
]);

export interface Key {
  key: string;
  type: string;
  id: string;
  label: string | null;
}

const textOf = (value: Json | undefined): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

/** Where the values inside a component stand: under the path of a group, in the rows of a list. */
const placeIn = ({ type, path }: FormComponent, place: string): string => {
  const own = textOf(path);
  if (own === null || (type !== 'group' && type !== 'dynamiclist')) return place;
  return `${place}${own}${type === 'dynamiclist' ? '[]' : ''}.`;
};

const keysIn = (parent: JsonObject, place: string): Key[] =>
  childrenOf(parent).flatMap((component) => {
    const { type, key, id, label, dateLabel, timeLabel } = component;
    if (!FIELDS.has(type) || textOf(key) === null)
      return keysIn(component, placeIn(component, place));
    const shown = textOf(label) ?? textOf(dateLabel) ?? textOf(timeLabel);
    return [{ key: place + String(key), type, id: String(id ?? key), label: shown }];
  });

/** The keys under which the form's fields stand, in the whole: `order.amount`, `rows[].name`. */
export const keysOf = (schema: FormSchema): Key[] => keysIn(schema, '');

/** Names that expressions and texts of the form read and that none of its fields holds: a process must write them. */
export const readNames = (schema: FormSchema): string[] => {
  const own = new Set(keysOf(schema).map(({ key }) => key.split(/[.[]/)[0]));
  const read: string[] = getSchemaVariables(schema, { outputs: false });
  return [...new Set(read)].filter((name) => !own.has(name)).sort();
};

/**
 * The names that no process with this form mentions, of those that the form reads.
 *
 * A name that stands nowhere in a model, nor among the keys of the other forms that the model binds, is written by
 * none of them; one that does stand there may be.
 */
export const unwritten = (names: readonly string[], sources: readonly string[]): string[] =>
  sources.length === 0
    ? []
    : names.filter((name) => {
        const word = new RegExp(`(?<![\\w.])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`);
        return !sources.some((source) => word.test(source));
      });

/** Keys that stand more than once, with the components that share them. */
export const doubledKeys = (schema: FormSchema): Map<string, Key[]> => {
  const byKey = new Map<string, Key[]>();
  for (const key of keysOf(schema)) byKey.set(key.key, [...(byKey.get(key.key) ?? []), key]);
  return new Map([...byKey].filter(([, keys]) => keys.length > 1));
};

/** Fields whose purpose a person cannot read. */
export const unlabelled = (schema: FormSchema): Key[] =>
  allComponents(schema)
    .filter(
      ({ type, label, dateLabel, timeLabel }) =>
        FIELDS.has(type) &&
        type !== 'expression' &&
        [label, dateLabel, timeLabel].every((text) => textOf(text) === null),
    )
    .map(({ type, key, id }) => ({
      type,
      key: String(key ?? ''),
      id: String(id ?? key ?? ''),
      label: null,
    }));
