/** What of a draft still fits a form that has changed since, and what does not. */
import { isJsonObject, isNumber, type Json, type JsonObject } from '@/shared/api';
import { filesIn } from '@/shared/files/limits';
import { decimalOf } from './decimal';
import { partsOf } from './moments';
import { childrenOf, type FormComponent } from './schema';

/** Why a value has no place: no such field, another kind of value, or no choice of the field. */
export type Misfit = 'gone' | 'kind' | 'choice';

export interface Typed {
  /** Its key in the whole; rows by number: `items.2.name`. */
  key: string;
  /** What the field is, or was, called. */
  label: string;
  value: Json;
  /** The value alone, nested as the form's keys are. */
  nested: JsonObject;
  misfit: Misfit | null;
}

type Labels = Readonly<Record<string, string>>;

interface Shape {
  [step: string]: FormComponent | { inner: Shape };
}
const innerOf = (found: Shape[string] | undefined): Shape | null =>
  found && 'inner' in found ? (found.inner as Shape) : null;

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' && value.trim() !== '' ? value : '';

const addTo = (shape: Shape, parent: JsonObject, prefix: string[]): Shape => {
  for (const component of childrenOf(parent)) {
    const { type, key, path } = component;
    const isGroup = type === 'group';
    const own = [...prefix, ...textOf(type === 'dynamiclist' || isGroup ? path : key).split('.')];
    const steps = own.filter((step) => step !== '');
    if (isGroup) addTo(shape, component, steps);
    else if (steps.length > prefix.length) put(shape, steps, component);
  }
  return shape;
};

const put = (shape: Shape, steps: string[], component: FormComponent): void => {
  const [step = '', ...further] = steps;
  if (further.length === 0) shape[step] = component;
  else {
    const inner = innerOf(shape[step]) ?? {};
    shape[step] = { inner };
    put(inner, further, component);
  }
};

const isOneOf = (value: Json, values: Json[]): boolean =>
  values.some((one) => {
    const option = isJsonObject(one) ? one.value : one;
    return option === value || (isNumber(option) && isNumber(value) && `${option}` === `${value}`);
  });

const isNumeric = (value: Json): boolean =>
  isNumber(value) || (typeof value === 'string' && decimalOf(value) !== null);
const isText = (value: Json): boolean => typeof value === 'string';

/** Whether a value is of a field's kind, by type of the field. */
const KINDS: Readonly<Record<string, (value: Json, field: FormComponent) => boolean>> = {
  number: isNumeric,
  checkbox: (value) => typeof value === 'boolean',
  datetime: (value, { subtype }) =>
    Object.values(partsOf(value, textOf(subtype) || 'date')).some(Boolean),
  select: () => true,
  radio: () => true,
  checklist: (value) => Array.isArray(value),
  taglist: (value) => Array.isArray(value),
  filepicker: (value) => filesIn(value).length > 0,
  textfield: isText,
  textarea: isText,
};

/** What stands against a value; a choice is known where the form itself lists them. */
const misfitOf = (field: FormComponent, value: Json): Misfit | null => {
  const isOfKind = KINDS[field.type];
  if (!isOfKind) return 'gone';
  if (value === null || value === '') return null;
  if (!isOfKind(value, field)) return 'kind';
  const { values } = field;
  if (!Array.isArray(values)) return null;
  const chosen = Array.isArray(value) ? value : [value];
  return chosen.every((one) => isOneOf(one, values)) ? null : 'choice';
};

const nestedAt = (steps: string[], value: Json): JsonObject =>
  steps.reduceRight<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject;

/** The rows of a list without what has no place in them, and that by itself. */
const rowsIn = (list: Typed, field: FormComponent, labels: Labels): Typed[] => {
  if (!Array.isArray(list.value)) return [{ ...list, misfit: 'kind' }];
  const shape = addTo({}, field, []);
  const rows = list.value.map((row) =>
    isJsonObject(row) ? valuesIn(row, shape, [], within(labels, list.key)) : [],
  );
  const fits = rows.map((row) => together(row.filter(({ misfit }) => misfit === null)));
  const left = rows.flatMap((row, index) =>
    row
      .filter(({ misfit }) => misfit !== null)
      .map((one) => ({
        ...one,
        key: `${list.key}.${index + 1}.${one.key}`,
        label: `${list.label} ${index + 1}: ${one.label}`,
      })),
  );
  return [{ ...list, value: fits, nested: nestedAt(list.key.split('.'), fits) }, ...left];
};

/** The names of what stands in the rows of a list. */
const within = (labels: Labels, list: string): Labels =>
  Object.fromEntries(
    Object.entries(labels)
      .filter(([key]) => key.startsWith(`${list}[].`))
      .map(([key, label]) => [key.slice(list.length + 3), label]),
  );

const labelOf = ({ label, dateLabel, timeLabel }: FormComponent): string =>
  textOf(label) || textOf(dateLabel) || textOf(timeLabel);

/** A value that was nested in the older form is named member by member. */
const isNest = (value: Json, label: string | undefined): value is JsonObject =>
  isJsonObject(value) && !label && Object.keys(value).length > 0;

const valuesIn = (values: JsonObject, shape: Shape, prefix: string[], labels: Labels): Typed[] =>
  Object.entries(values).flatMap(([step, value]) => {
    const steps = [...prefix, step];
    const key = steps.join('.');
    const found = Object.hasOwn(shape, step) ? shape[step] : undefined;
    const inner = innerOf(found);
    const field = found && !inner ? (found as FormComponent) : null;
    if (!field && isNest(value, labels[key])) return valuesIn(value, inner ?? {}, steps, labels);
    const label = (field && labelOf(field)) || labels[key] || key;
    const typed = { key, label, value, nested: nestedAt(steps, value), misfit: null };
    if (field?.type === 'dynamiclist') return rowsIn(typed, field, labels);
    return [{ ...typed, misfit: field ? misfitOf(field, value) : ('gone' as const) }];
  });

/** Everything that was typed, value by value, with what stands against it in the present form. */
export const fitDraft = (values: JsonObject, schema: JsonObject, labels: Labels = {}): Typed[] =>
  valuesIn(values, addTo({}, schema, []), [], labels);

const joined = (one: JsonObject, other: JsonObject): JsonObject => {
  const both = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const there = both[name];
    both[name] = isJsonObject(there) && isJsonObject(value) ? joined(there, value) : value;
  }
  return both;
};

/** Values laid together again, nested as the form's keys are. */
export const together = (typed: readonly { nested: JsonObject }[]): JsonObject =>
  typed.reduce<JsonObject>((all, { nested }) => joined(all, nested), {});
