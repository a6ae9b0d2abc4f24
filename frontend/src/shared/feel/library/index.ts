/** The built-in functions that forms may use; the server refuses all others when a form is deployed. */
import type { Signature } from './declaring';
import { LISTS } from './lists';
import { PLAIN } from './plain';
import { TEMPORALS } from './temporals';

export const FUNCTIONS: Readonly<Record<string, readonly Signature[]>> = {
  ...PLAIN,
  ...LISTS,
  ...TEMPORALS,
};

/** Their names by words, longer ones first; those that take expressions rather than values too. */
export const FUNCTION_WORDS: readonly (readonly string[])[] = [
  ...Object.keys(FUNCTIONS),
  'is defined',
  'get or else',
]
  .map((name) => name.split(' '))
  .sort((one, other) => other.length - one.length);
