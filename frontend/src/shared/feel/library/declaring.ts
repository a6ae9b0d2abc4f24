/** How a built-in function is declared: its signatures, and how arguments are made to fit them. */
import { orNull } from '../arithmetic';
import { kindOf, type Feel, type Kind } from '../values';

interface Parameter {
  name: string;
  /** Kinds that are taken as they are; empty for any. */
  kinds: readonly Kind[];
  isOptional: boolean;
  takesNull: boolean;
  /** Takes all further arguments, or one list of them. */
  isRest: boolean;
}

export interface Clock {
  now: Date;
}
type Body = (args: Feel[], clock: Clock) => Feel;
export interface Signature {
  parameters: readonly Parameter[];
  body: Body;
}

const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  any: [],
  number: ['number'],
  string: ['string'],
  list: ['list'],
  context: ['context'],
  date: ['date', 'date and time'],
  time: ['time', 'date and time', 'date'],
  days: ['days'],
  'number or duration': ['number', 'days', 'months'],
};

/** Read `name: kind`; `?` behind for one that may be left out, `*` before for one that takes the rest. */
const parameterOf = (text: string): Parameter => {
  const [name = '', written = ''] = text.split(': ');
  const isRest = written.startsWith('*');
  const isOptional = written.endsWith('?');
  const kind = written.replace(/[*?]/g, '');
  const takesNull = kind.endsWith(' or null') || isRest || kind === 'any';
  const kinds = KINDS[kind.replace(/ or null$/, '')] ?? [];
  return { name, kinds, isOptional, takesNull, isRest };
};

/** Declare one way to call a function. */
export const signature = (parameters: string, body: Body): Signature => ({
  parameters: parameters === '' ? [] : parameters.split(', ').map(parameterOf),
  body,
});

/** FEEL turns a value into a list of one, and back, where the parameter asks for it. */
const canFit = ({ kinds }: Parameter, argument: Feel): boolean => {
  const kind = kindOf(argument);
  if (kinds.length === 0 || kind === 'null' || kinds.includes(kind) || kinds.includes('list'))
    return true;
  return (
    Array.isArray(argument) && argument.length === 1 && kinds.includes(kindOf(argument[0] ?? null))
  );
};

const fitted = ({ kinds }: Parameter, argument: Feel): Feel => {
  const isList = Array.isArray(argument);
  if (kinds.includes('list')) return isList || argument === null ? argument : [argument];
  return isList && kinds.length > 0 ? (argument[0] ?? null) : argument;
};

const takes = ({ parameters }: Signature, count: number): boolean => {
  const required = parameters.filter(({ isOptional }) => !isOptional).length;
  return (
    required <= count && (parameters.some(({ isRest }) => isRest) || count <= parameters.length)
  );
};

const takesNames = ({ parameters }: Signature, names: readonly string[]): boolean =>
  parameters.every(({ isOptional, name }) => isOptional || names.includes(name)) &&
  names.every((name) => parameters.some((one) => one.name === name));

const call = ({ parameters, body }: Signature, args: readonly Feel[], clock: Clock): Feel => {
  const given: Feel[] = [];
  for (const [place, parameter] of parameters.entries()) {
    if (parameter.isRest) {
      const rest = args.slice(place);
      given.push(rest.length === 1 && Array.isArray(rest[0]) ? rest[0] : rest);
      break;
    }
    if (place >= args.length) break;
    const argument = args[place] ?? null;
    if ((argument === null && !parameter.takesNull) || !canFit(parameter, argument)) return null;
    given.push(fitted(parameter, argument));
  }
  return orNull(() => body(given, clock));
};

const fits = (one: Signature, args: readonly Feel[]): boolean =>
  one.parameters.every(
    (part, place) => part.isRest || place >= args.length || canFit(part, args[place] ?? null),
  );

/** Call by position the first signature that takes so many arguments of these kinds. */
export const callBuiltIn = (ways: readonly Signature[], args: Feel[], clock: Clock): Feel => {
  const found = ways.filter((one) => takes(one, args.length));
  const chosen = found.length > 1 ? found.find((one) => fits(one, args)) : found[0];
  return chosen ? call(chosen, args, clock) : null;
};

/** Call by name; what is left out before a given argument is null. */
export const callByNames = (
  ways: readonly Signature[],
  names: readonly string[],
  args: readonly Feel[],
  clock: Clock,
): Feel => {
  const given = new Map(names.map((name, place) => [name, args[place] ?? null]));
  const isFitting = (one: Signature) =>
    one.parameters.every((part) => canFit(part, given.get(part.name) ?? null));
  const found = ways.filter((one) => takesNames(one, names));
  const chosen = found.length > 1 ? found.find(isFitting) : found[0];
  if (!chosen) return null;
  const last = chosen.parameters.findLastIndex(({ name }) => given.has(name));
  const ordered = chosen.parameters.slice(0, last + 1).map(({ name }) => given.get(name) ?? null);
  return call(chosen, ordered, clock);
};
