/**
 * Conditions as people put them together, and the search that they stand for. Groups are alternatives; within a group
 * all conditions hold.
 */
import { parseJson, stringifyJson, type Json, type JsonObject } from '@/shared/api';
import {
  fitsNeed,
  readVariable,
  variableNeeds,
  variableOperators,
  writeVariable,
  type KindOf,
  type Variable,
  type VariableNeeds,
  type VariableOperator,
} from './variables';

export type Kind = 'text' | 'person' | 'group' | 'number' | 'time' | 'state';

/** What can be asked of a task. */
export const FIELDS = {
  name: 'text',
  business_key: 'text',
  definition_key: 'text',
  text: 'text',
  assignee: 'person',
  owner: 'person',
  started_by: 'person',
  candidate_users: 'person',
  candidate_groups: 'group',
  priority: 'number',
  due_at: 'time',
  follow_up_at: 'time',
  created_at: 'time',
  completed_at: 'time',
  state: 'state',
} as const satisfies Record<string, Kind>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

const ME = 'currentUser()';
const MY_GROUPS = 'currentUserGroups()';

const escaped = (text: string): string => text.replace(/[%_]/g, '_');

interface Operator {
  /** What must be given beside it. */
  needs: 'none' | 'text' | 'person' | 'group' | 'number' | 'days' | 'moment' | 'state';
  write: (value: string) => Json;
  /** The value that was written; null where this is not its condition. */
  read: (written: Json) => string | null;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The operand where exactly this operator is used. */
const operand = (written: Json, name: string): Json | undefined =>
  isObject(written) && Object.keys(written).length === 1 ? written[name] : undefined;

const plain = (written: Json): string | null => {
  const value = operand(written, '$eq') ?? written;
  return typeof value === 'string' && !value.endsWith('()') ? value : null;
};

const textAt = (written: Json, name: string): string | null => {
  const value = operand(written, name);
  return typeof value === 'string' && !value.endsWith('()') ? value : null;
};

const fixed = (written: Json): Operator['read'] => {
  const wanted = JSON.stringify(written);
  return (given) => (JSON.stringify(given) === wanted ? '' : null);
};

const always = (written: Json): Operator => ({
  needs: 'none',
  write: () => written,
  read: fixed(written),
});

const numberAt = (name: string): Operator => ({
  needs: 'number',
  write: (value) => ({ [name]: Number(value) }),
  read: (written) => {
    const value = operand(written, name);
    return value === undefined || value === null || isNaN(Number(value)) ? null : String(value);
  },
});

const DAYS = /^now\(\) ([+-]) P(\d{1,4})D$/;

const daysAt = (name: string, sign: '+' | '-', and: JsonObject = {}): Operator => ({
  needs: 'days',
  write: (value) => ({ ...and, [name]: `now() ${sign} P${value}D` }),
  read: (written) => {
    if (!isObject(written)) return null;
    const { [name]: value, ...rest } = written;
    const found = typeof value === 'string' ? DAYS.exec(value) : null;
    const fits = found?.[1] === sign && JSON.stringify(rest) === JSON.stringify(and);
    return fits ? (found[2] ?? null) : null;
  },
});

const momentAt = (name: string): Operator => ({
  needs: 'moment',
  write: (value) => ({ [name]: value }),
  read: (written) => {
    const value = operand(written, name);
    return typeof value === 'string' && !isNaN(Date.parse(value)) ? value : null;
  },
});

const SET = always({ $exists: true });
const NOT_SET = always({ $exists: false });

const TEXT = {
  contains: {
    needs: 'text',
    write: (value) => ({ $like: `%${escaped(value)}%` }),
    read: (written) => /^%([^%]*)%$/.exec(textAt(written, '$like') ?? '')?.[1] ?? null,
  },
  is: { needs: 'text', write: (value) => value, read: plain },
  isNot: {
    needs: 'text',
    write: (value) => ({ $neq: value }),
    read: (written) => textAt(written, '$neq'),
  },
} satisfies Record<string, Operator>;

const PERSON = {
  isMe: always(ME),
  isPerson: { needs: 'person', write: (value) => value, read: plain },
  isNobody: NOT_SET,
  isSomebody: SET,
} satisfies Record<string, Operator>;

const GROUP = {
  isMine: always({ $in: MY_GROUPS }),
  isGroup: { needs: 'group', write: (value) => value, read: plain },
} satisfies Record<string, Operator>;

const NUMBER = {
  atLeast: numberAt('$gte'),
  atMost: numberAt('$lte'),
  equals: {
    needs: 'number',
    write: Number,
    read: (written) => (/^\d+$/.test(String(written)) ? String(written) : null),
  },
} satisfies Record<string, Operator>;

const TIME = {
  past: always({ $lt: 'now()' }),
  today: always({ $gte: 'today()', $lt: 'today() + P1D' }),
  withinDays: daysAt('$lt', '+', { $gte: 'now()' }),
  olderThanDays: daysAt('$lt', '-'),
  before: momentAt('$lt'),
  after: momentAt('$gte'),
  isSet: SET,
  isNotSet: NOT_SET,
} satisfies Record<string, Operator>;

const STATE = {
  isState: { needs: 'state', write: (value) => value, read: plain },
} satisfies Record<string, Operator>;

const OPERATORS: Record<Kind, Record<string, Operator>> = {
  text: TEXT,
  person: PERSON,
  group: GROUP,
  number: NUMBER,
  time: TIME,
  state: STATE,
};

export type OperatorName =
  | VariableOperator
  | keyof typeof TEXT
  | keyof typeof PERSON
  | keyof typeof GROUP
  | keyof typeof NUMBER
  | keyof typeof TIME
  | keyof typeof STATE;

export interface Condition {
  field: FieldName | 'variable';
  /** Which one, where it is a variable that is asked for. */
  variable?: Variable;
  operator: OperatorName;
  /** Empty where the operator says it all. */
  value: string;
}

export interface Criteria {
  /** Alternatives. */
  groups: Condition[][];
  onlyOpen: boolean;
}

/** Lists of names have no "nobody"; the search for any text knows no operator. */
const LACKS: Partial<Record<FieldName, readonly string[]>> = {
  candidate_users: ['isNobody', 'isSomebody'],
  text: ['is', 'isNot'],
  created_at: ['withinDays', 'isSet', 'isNotSet'],
  completed_at: ['withinDays', 'past'],
};

type Subject = Pick<Condition, 'field' | 'variable'>;

export const operatorsOf = ({ field, variable }: Subject): OperatorName[] =>
  field === 'variable' ? variableOperators(variable?.kind ?? 'string') : fieldOperators(field);

const fieldOperators = (field: FieldName): OperatorName[] =>
  (Object.keys(OPERATORS[FIELDS[field]]) as OperatorName[]).filter(
    (name) => !LACKS[field]?.includes(name),
  );

const operatorOf = (field: FieldName, operator: OperatorName): Operator => {
  const table: Record<string, Operator> = OPERATORS[FIELDS[field]];
  return table[operator] ?? TEXT.is;
};

export const needsOf = ({
  field,
  variable,
  operator,
}: Condition): Operator['needs'] | VariableNeeds =>
  field === 'variable'
    ? variableNeeds(variable?.kind ?? 'string', operator)
    : operatorOf(field, operator).needs;

/** A condition to begin with. */
export const conditionOn = (field: FieldName): Condition => ({
  field,
  operator: fieldOperators(field)[0] ?? 'is',
  value: field === 'state' ? 'completed' : '',
});

export const conditionOnVariable = (variable: Variable): Condition => ({
  field: 'variable',
  variable,
  operator: variableOperators(variable.kind)[0] ?? 'isSet',
  value: '',
});

/** Whether nothing is missing in a condition. */
export const isComplete = (condition: Condition): boolean => {
  const { value } = condition;
  const needs = needsOf(condition);
  if (condition.variable) return fitsNeed(needs as VariableNeeds, value);
  if (needs === 'none') return true;
  if (needs === 'number' || needs === 'days') return /^\d{1,4}$/.test(value);
  return value.trim() !== '';
};

const writeCondition = (field: FieldName, { operator, value }: Condition): Json =>
  field === 'text' ? value : operatorOf(field, operator).write(value);

/**
 * A group as one object. A field that stands in it twice goes into a single alternative of its own, which says the same
 * as "and".
 */
const writeGroup = (group: readonly Condition[]): JsonObject => {
  const result: JsonObject = {};
  const rest: Condition[] = [];
  const variables: Json[] = [];
  for (const condition of group) {
    const { field, variable, operator, value } = condition;
    if (field === 'variable') {
      if (variable) variables.push(writeVariable(variable, operator, value));
    } else if (field in result) rest.push(condition);
    else result[field] = writeCondition(field, condition);
  }
  if (variables.length > 0) result.variables = variables;
  if (rest.length > 0) result.$or = [writeGroup(rest)];
  return result;
};

/** The `filter` of a search. */
export const writeCriteria = ({ groups, onlyOpen }: Criteria): JsonObject => {
  const filled = groups.filter((group) => group.length > 0).map(writeGroup);
  const open: JsonObject = onlyOpen ? { state: 'open' } : {};
  const [only] = filled;
  if (filled.length > 1) return { ...open, $or: filled };
  return only ? { ...only, ...open } : open;
};

const readCondition = (field: string, written: Json): Condition | null => {
  if (!(field in FIELDS)) return null;
  const name = field as FieldName;
  if (name === 'text') {
    return typeof written === 'string'
      ? { field: name, operator: 'contains', value: written }
      : null;
  }
  for (const operator of fieldOperators(name)) {
    const value = operatorOf(name, operator).read(written);
    if (value !== null) return { field: name, operator, value };
  }
  return null;
};

const readVariables = (written: Json, kindOf: KindOf): Condition[] | null => {
  if (!Array.isArray(written)) return null;
  const read = written.map((one) => readVariable(one, kindOf));
  return read.every((one) => one !== null)
    ? read.map((one) => ({ field: 'variable', ...one }))
    : null;
};

const readMember = (field: string, value: Json, kindOf: KindOf): Condition[] | null => {
  if (field === 'variables') return readVariables(value, kindOf);
  if (field === '$or') {
    return Array.isArray(value) && value.length === 1 ? readGroup(value[0]!, kindOf) : null;
  }
  const condition = readCondition(field, value);
  return condition && [condition];
};

const readGroup = (written: Json, kindOf: KindOf): Condition[] | null => {
  if (!isObject(written)) return null;
  const group: Condition[] = [];
  for (const [field, value] of Object.entries(written)) {
    const read = readMember(field, value, kindOf);
    if (!read) return null;
    group.push(...read);
  }
  return group;
};

/** What a search stands for; null where it says more than can be put together here. */
export const readCriteria = (
  written: JsonObject,
  kindOf: KindOf = () => undefined,
): Criteria | null => {
  const { state, ...others } = written;
  const onlyOpen = state === 'open';
  const rest = onlyOpen || state === undefined ? others : written;
  const { $or, ...beside } = rest;
  const isAlternatives = Array.isArray($or) && Object.keys(beside).length === 0;
  const groups = isAlternatives
    ? $or.map((one) => readGroup(one, kindOf))
    : [readGroup(rest, kindOf)];
  if (groups.some((group) => group === null)) return null;
  const filled = groups.filter((group): group is Condition[] => !!group && group.length > 0);
  return { groups: filled, onlyOpen };
};

/** As a link holds it: short, and the same for the same criteria. */
export const toLink = (criteria: Criteria): string =>
  criteria.groups.length === 0 && criteria.onlyOpen ? '' : stringifyJson(writeCriteria(criteria));

/** What a link holds; null where it is no search. */
export const fromLink = (text: string): JsonObject | null => {
  if (!text) return null;
  try {
    const value = parseJson(text);
    return isObject(value) ? value : null;
  } catch {
    // A link that was cut off on its way filters nothing, and says so.
    return null;
  }
};
