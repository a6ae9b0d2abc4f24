/** From what is typed into the test bench to variables. */
import { isNumberText, type JsonObject } from '@/shared/api';
import { NAMED_KINDS, readText, type Kind, type ReadError } from '@/shared/variables';
import type { Input } from './model';

export interface Given {
  variables: JsonObject;
  types: Record<string, string>;
  /** By name of the input. */
  errors: Map<string, ReadError>;
}

/** What a text means where the table does not say: a number or a truth value where it reads as one. */
const guess = (text: string): Kind => {
  if (isNumberText(text.trim())) return 'number';
  return text === 'true' || text === 'false' ? 'boolean' : 'string';
};

/** Read the inputs of a decision; what is left empty is null. */
export const readInputs = (
  inputs: readonly Input[],
  typed: Readonly<Record<string, string>>,
): Given => {
  const given: Given = { variables: {}, types: {}, errors: new Map() };
  for (const { name, kind } of inputs) {
    const text = typed[name] ?? '';
    if (text === '') {
      given.variables[name] = null;
      continue;
    }
    const meant = kind ?? guess(text);
    const read = readText(text, meant);
    if (!read.ok) {
      given.errors.set(name, read.error);
      continue;
    }
    given.variables[name] = read.value;
    if (NAMED_KINDS.has(meant)) given.types[name] = meant;
  }
  return given;
};
