/** Conditions on searchable variables: each kind of value has its own. */
import {
  exactNumber,
  isJsonObject,
  isNumber,
  isNumberText,
  type Json,
  type JsonObject,
} from '@/shared/api';

export const VARIABLE_KINDS = ['boolean', 'number', 'date', 'date_time', 'time', 'string'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

export interface Variable {
  name: string;
  kind: VariableKind;
}

/** What a model declares searchable; several types, or none, where it is not always the same. */
export interface Searchable {
  name: string;
  types: string[];
}

export type VariableNeeds = 'none' | 'text' | 'decimal' | 'day' | 'clock' | 'moment' | 'days';

interface Asked {
  op: string;
  value: Json;
}

interface Operator {
  needs: VariableNeeds;
  write: (value: string) => Asked;
  /** The value that was written; null where this is not its condition. */
  read: (asked: Asked) => string | null;
}

const ME = 'currentUser()';
const DAYS = /^now\(\) - P(\d{1,4})D$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const CLOCK = /^\d\d:\d\d(:\d\d)?$/;
const isMoment = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT/.test(text) && !isNaN(Date.parse(text));
const isPlain = (text: string): boolean => !text.endsWith('()');

const always = (op: string, value: Json): Operator => ({
  needs: 'none',
  write: () => ({ op, value }),
  read: (asked) => (asked.op === op && asked.value === value ? '' : null),
});

const given = (op: string, needs: VariableNeeds, fits: (text: string) => boolean): Operator => ({
  needs,
  write: (value) => ({ op, value }),
  read: (asked) =>
    asked.op === op && typeof asked.value === 'string' && fits(asked.value) ? asked.value : null,
});

const numberAt = (op: string): Operator => ({
  needs: 'decimal',
  // What is not a number yet is never sent; it is only written while it is typed.
  write: (value) => ({ op, value: isNumberText(value.trim()) ? exactNumber(value.trim()) : value }),
  read: (asked) => (asked.op === op && isNumber(asked.value) ? String(asked.value) : null),
});

const isDay = (text: string) => DAY.test(text);
const isClock = (text: string) => CLOCK.test(text);
const THERE = { isSet: always('$exists', true), isNotSet: always('$exists', false) };

const OPERATORS = {
  string: {
    contains: {
      needs: 'text',
      write: (value) => ({ op: '$like', value: `%${value.replace(/[%_]/g, '_')}%` }),
      read: ({ op, value }) =>
        op === '$like' && typeof value === 'string'
          ? (/^%([^%]*)%$/.exec(value)?.[1] ?? null)
          : null,
    },
    is: given('$eq', 'text', isPlain),
    isNot: given('$neq', 'text', isPlain),
    isMe: always('$eq', ME),
    ...THERE,
  },
  number: {
    atLeast: numberAt('$gte'),
    atMost: numberAt('$lte'),
    is: numberAt('$eq'),
    isNot: numberAt('$neq'),
    ...THERE,
  },
  boolean: { isYes: always('$eq', true), isNo: always('$eq', false), ...THERE },
  date: {
    is: given('$eq', 'day', isDay),
    before: given('$lt', 'day', isDay),
    after: given('$gt', 'day', isDay),
    ...THERE,
  },
  time: {
    is: given('$eq', 'clock', isClock),
    ...THERE,
  },
  date_time: {
    past: always('$lt', 'now()'),
    future: always('$gte', 'now()'),
    olderThanDays: {
      needs: 'days',
      write: (value) => ({ op: '$lt', value: `now() - P${value}D` }),
      read: ({ op, value }) =>
        op === '$lt' && typeof value === 'string' ? (DAYS.exec(value)?.[1] ?? null) : null,
    },
    before: given('$lt', 'moment', isMoment),
    after: given('$gte', 'moment', isMoment),
    ...THERE,
  },
} satisfies Record<VariableKind, Record<string, Operator>>;

type Tables = typeof OPERATORS;
export type VariableOperator = { [Kind in VariableKind]: keyof Tables[Kind] }[VariableKind];

const tableOf = (kind: VariableKind): Record<string, Operator> => OPERATORS[kind];

export const variableOperators = (kind: VariableKind): VariableOperator[] =>
  Object.keys(tableOf(kind)) as VariableOperator[];

const operatorOf = (kind: VariableKind, name: string): Operator =>
  tableOf(kind)[name] ?? THERE.isSet;

export const variableNeeds = (kind: VariableKind, name: string): VariableNeeds =>
  operatorOf(kind, name).needs;

/** Whether a text is what an operator needs. */
export const fitsNeed = (needs: VariableNeeds, value: string): boolean => {
  if (needs === 'none') return true;
  if (needs === 'decimal') return isNumberText(value.trim());
  if (needs === 'days') return /^\d{1,4}$/.test(value);
  return value.trim() !== '';
};

export const writeVariable = (
  { name, kind }: Variable,
  operator: string,
  value: string,
): JsonObject => ({ name, ...operatorOf(kind, operator).write(value) });

export interface ReadVariable {
  variable: Variable;
  operator: VariableOperator;
  value: string;
}

/** Of which kind a model says that a variable is; undefined where it does not say. */
export type KindOf = (name: string) => VariableKind | undefined;

/** One condition of a filter's `variables`; null where it says more than can be put together here. */
export const readVariable = (written: Json, kindOf: KindOf): ReadVariable | null => {
  if (!isJsonObject(written) || typeof written.name !== 'string') return null;
  const { name, op = '$eq', value = null } = written;
  if (typeof op !== 'string') return null;
  const declared = kindOf(name);
  const mayBe = op === '$exists' ? (['string'] as const) : VARIABLE_KINDS;
  for (const kind of declared ? [declared] : mayBe) {
    for (const operator of variableOperators(kind)) {
      const text = operatorOf(kind, operator).read({ op, value });
      if (text !== null) return { variable: { name, kind }, operator, value: text };
    }
  }
  return null;
};

const isKind = (name: string): name is VariableKind =>
  (VARIABLE_KINDS as readonly string[]).includes(name);

export interface Choice extends Variable {
  /** Whether it is nothing else. */
  isSure: boolean;
}

/** As what each variable can be searched: as its one type, else as any that it may have. */
export const choicesOf = (searchable: readonly Searchable[]): Choice[] =>
  searchable.flatMap(({ name, types }): Choice[] => {
    const kinds = types.filter(isKind);
    if (types.length === 1 && kinds.length === 1) return [{ name, kind: kinds[0]!, isSure: true }];
    const mayBe = types.length === 0 ? (['string', 'number', 'boolean'] as const) : kinds;
    return mayBe.map((kind) => ({ name, kind, isSure: false }));
  });

/** The kinds of those variables that have only one. */
export const kindsOf = (searchable: readonly Searchable[]): KindOf => {
  const sure = new Map(
    choicesOf(searchable).flatMap(({ name, kind, isSure }) => (isSure ? [[name, kind]] : [])),
  );
  return (name) => sure.get(name);
};

const COLUMN = 'variable:';
export const columnOf = (name: string): `variable:${string}` => `${COLUMN}${name}`;
/** The variable that a column shows; null where it shows something of the task. */
export const variableOf = (column: string): string | null =>
  column.startsWith(COLUMN) ? column.slice(COLUMN.length) : null;
