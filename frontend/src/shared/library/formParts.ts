/** The parts of a form, as two versions of it are compared by them. */
import type { Part, Parts } from './differences';

type Dictionary = Record<string, unknown>;

/** Written by whatever saved the file; nobody means it. */
const OF_THE_EDITOR = new Set([
  'components',
  'schemaVersion',
  'exporter',
  'executionPlatform',
  'executionPlatformVersion',
]);
/** What stands for itself: the id, what it holds, and which others share its row. */
const OF_THE_COMPONENT = new Set(['id', 'components', 'layout']);

const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const said = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** One of the choices of a field: its label, and its value where that is another one. */
const choice = (one: unknown): string => {
  if (!isDictionary(one)) return said(one);
  const [label, value] = [said(one.label ?? ''), said(one.value ?? '')];
  return label === value || label === '' ? value : `${label} (${value})`;
};

const readFacts = (value: Dictionary, path: string, facts: Map<string, string>) => {
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined || inner === null || inner === '') continue;
    if (isDictionary(inner)) readFacts(inner, `${path}${name}/`, facts);
    else if (Array.isArray(inner)) facts.set(path + name, inner.map(choice).join(', '));
    else facts.set(path + name, said(inner));
  }
  return facts;
};

const without = (own: Dictionary, names: ReadonlySet<string>): Dictionary =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !names.has(name)));

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What a component is called; text stands for itself. */
const nameOf = (one: Dictionary, id: string): string =>
  ['label', 'dateLabel', 'timeLabel', 'key', 'text']
    .map((name) => textOf(one[name]))
    .find(Boolean) ?? id;

const part = (given: Pick<Part, 'name' | 'type' | 'facts'> & Partial<Part>): Part => ({
  labels: new Map(),
  places: new Map(),
  holder: { id: '', name: '' },
  number: null,
  alias: '',
  ...given,
});

const collect = (components: unknown, parts: Parts, holder: Part['holder']): void => {
  const list = Array.isArray(components) ? components.filter(isDictionary) : [];
  list.forEach((one, index) => {
    let id = textOf(one.id) || textOf(one.key) || `${holder.id}/${index.toString()}`;
    while (parts.has(id)) id += '+';
    const name = nameOf(one, id);
    const facts = readFacts(without(one, OF_THE_COMPONENT), '', new Map());
    const columns = isDictionary(one.layout) ? one.layout.columns : null;
    if (typeof columns === 'number') facts.set('columns', columns.toString());
    parts.set(
      id,
      part({
        name,
        type: textOf(one.type),
        facts,
        holder,
        number: index + 1,
        alias: textOf(one.key),
      }),
    );
    collect(one.components, parts, { id, name });
  });
};

/** The id under which what the form says of itself is told. */
export const WHOLE_FORM = ':form';

/** The components of a form by their ids, and the form itself; null where the text is no JSON. */
export const partsOfForm = (text: string): Parts | null => {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    // A draft may hold anything; there is nothing to compare then.
    return null;
  }
  if (!isDictionary(schema)) return null;
  const facts = readFacts(without(schema, OF_THE_EDITOR), '', new Map());
  const name = textOf(schema.name) || textOf(schema.id);
  const parts: Parts = new Map([[WHOLE_FORM, part({ name, type: 'form', facts })]]);
  collect(schema.components, parts, { id: '', name: '' });
  return parts;
};
