/** What a person changed in a set of variables, kept apart from what the server holds. */
import { isJsonObject, type Json, type JsonObject, type VariableTypes } from '@/shared/api';
import { kindOf, NAMED_KINDS, readText, textOf, type Kind, type ReadError } from './kinds';

export interface Typed {
  kind: Kind;
  text: string;
}
export interface Added extends Typed {
  id: string;
  name: string;
}
export interface Edits {
  changed: ReadonlyMap<string, Typed>;
  added: readonly Added[];
}
export interface Held {
  variables: JsonObject;
  variable_types: VariableTypes;
  /** Names of those for whose values null stands. */
  secret_variables?: string[];
}

export type RowError = ReadError | 'name' | 'nameTwice';
export interface Row extends Typed {
  id: string;
  name: string;
  isNew: boolean;
  isChanged: boolean;
  /** Its value is masked, and nobody has typed another one. */
  isSecret: boolean;
  error: RowError | null;
  reason?: string;
}

export const NO_EDITS: Edits = { changed: new Map(), added: [] };

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const declaredType = (held: Held, name: string): string | undefined =>
  held.variable_types[name] ?? held.variable_types[`/${escape(name)}`];

/** A value with what it is to a person. */
export const typedOf = (held: Held, name: string): Typed => {
  const value = held.variables[name] ?? null;
  const kind = kindOf(value, declaredType(held, name));
  return { kind, text: textOf(value, kind) };
};

const isMasked = (held: Held, name: string): boolean =>
  held.secret_variables?.includes(name) ?? false;

/** What is held with values laid over it that were masked. */
export const withRevealed = <T extends Held>(held: T, revealed: Iterable<Held>): T => {
  let shown = held;
  for (const { variables, variable_types } of revealed) {
    const names = Object.keys(variables).filter((name) => isMasked(shown, name));
    if (names.length === 0) continue;
    shown = {
      ...shown,
      variables: { ...shown.variables, ...variables },
      variable_types: { ...shown.variable_types, ...variable_types },
      secret_variables: shown.secret_variables?.filter((name) => !names.includes(name)),
    };
  }
  return shown;
};

const same = (a: Typed, b: Typed): boolean => a.kind === b.kind && a.text === b.text;

/** Note one change; typing the old value again takes the change back. */
export const change = (edits: Edits, held: Held, name: string, typed: Typed): Edits => {
  const changed = new Map(edits.changed);
  if (same(typed, typedOf(held, name))) changed.delete(name);
  else changed.set(name, typed);
  return { ...edits, changed };
};

export const add = (edits: Edits, id: string): Edits => ({
  ...edits,
  added: [...edits.added, { id, name: '', kind: 'string', text: '' }],
});

export const changeAdded = (edits: Edits, id: string, part: Partial<Added>): Edits => ({
  ...edits,
  added: edits.added.map((row) => (row.id === id ? { ...row, ...part } : row)),
});

export const removeAdded = (edits: Edits, id: string): Edits => ({
  ...edits,
  added: edits.added.filter((row) => row.id !== id),
});

const nameError = (row: Added, held: Held, added: readonly Added[]): RowError | null => {
  if (row.name.trim() === '') return 'name';
  const twice = added.some((other) => other !== row && other.name === row.name);
  return twice || Object.hasOwn(held.variables, row.name) ? 'nameTwice' : null;
};

/** The rows to show: what the server holds with the changes laid over it, then the new ones. */
export const rowsOf = (held: Held, edits: Edits): Row[] => {
  const names = Object.keys(held.variables).sort((a, b) => a.localeCompare(b));
  const kept = names.map((name): Row => {
    const typed = edits.changed.get(name);
    const shown = typed ?? typedOf(held, name);
    const read = typed ? readText(typed.text, typed.kind) : null;
    const failed = read && !read.ok ? read : null;
    return {
      ...shown,
      id: `=${name}`,
      name,
      isNew: false,
      isChanged: typed !== undefined,
      isSecret: typed === undefined && isMasked(held, name),
      error: failed?.error ?? null,
      reason: failed?.reason,
    };
  });
  const added = edits.added.map((row): Row => {
    const read = readText(row.text, row.kind);
    const failed = read.ok ? null : read;
    return {
      ...row,
      isNew: true,
      isChanged: true,
      isSecret: false,
      error: nameError(row, held, edits.added) ?? failed?.error ?? null,
      reason: failed?.reason,
    };
  });
  return [...kept, ...added];
};

/** Follow a JSON Pointer's parts into a value. */
const leadsSomewhere = (value: Json | undefined, parts: string[]): boolean => {
  const [first, ...rest] = parts;
  if (first === undefined) return value !== undefined;
  const name = first.replaceAll('~1', '/').replaceAll('~0', '~');
  if (Array.isArray(value)) return leadsSomewhere(value[Number(name)], rest);
  return isJsonObject(value) && Object.hasOwn(value, name) && leadsSomewhere(value[name], rest);
};

/** Types of the parts inside a value that is still there after the change. */
const innerTypes = (held: Held, name: string, value: Json): [string, string][] => {
  const prefix = `/${escape(name)}/`;
  return Object.entries(held.variable_types).filter(
    ([pointer]) =>
      pointer.startsWith(prefix) && leadsSomewhere(value, pointer.slice(prefix.length).split('/')),
  );
};

/** Only what the person changed, as the API takes it. Rows with an error must be mended first. */
export const changesOf = (held: Held, edits: Edits): Held => {
  const variables: [string, Json][] = [];
  const types: [string, string][] = [];
  for (const row of rowsOf(held, edits)) {
    const read = row.isChanged && readText(row.text, row.kind);
    if (!read || !read.ok) continue;
    variables.push([row.name, read.value]);
    if (NAMED_KINDS.has(row.kind)) types.push([row.name, row.kind]);
    else if (row.kind === 'json') types.push(...innerTypes(held, row.name, read.value));
  }
  return { variables: Object.fromEntries(variables), variable_types: Object.fromEntries(types) };
};

/** Lay a stored draft over what the server holds. */
export const editsFrom = (held: Held, draft: Held): Edits => {
  let edits = NO_EDITS;
  for (const name of Object.keys(draft.variables)) {
    const typed = typedOf(draft, name);
    if (Object.hasOwn(held.variables, name)) edits = change(edits, held, name, typed);
    else edits = { ...edits, added: [...edits.added, { ...typed, id: `draft-${name}`, name }] };
  }
  return edits;
};
