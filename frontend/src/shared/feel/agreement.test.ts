import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isNumber, parseJson, stringifyJson, type Json, type JsonObject } from '@/shared/api';
import { Decimal, evaluate, isContext, isFeel, textOf, type Feel } from '.';
import { FUNCTION_WORDS } from './library';

const table = parseJson(
  readFileSync(new URL('../../../../tests/forms/expressions.json', import.meta.url), 'utf8'),
) as unknown as { data: JsonObject; functions: string[]; cases: { feel: string; value: Json }[] };
const now = new Date('2026-05-04T12:00:00Z');

const intoFeel = (value: Json): Feel => {
  if (isNumber(value)) return Decimal.read(String(value));
  if (Array.isArray(value)) return value.map(intoFeel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, intoFeel(item as Json)]),
  );
};

/** Numbers by their digits, what JSON has no kind for by its text. */
const written = (value: Feel): unknown => {
  if (value instanceof Decimal) return { number: value.toString() };
  if (Array.isArray(value)) return value.map(written);
  if (isContext(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, written(item)]));
  return value === null || typeof value === 'boolean' ? value : textOf(value);
};

const lookUp = (name: string) =>
  Object.hasOwn(table.data, name) ? intoFeel(table.data[name] as Json) : undefined;

describe('the expressions of forms', () => {
  it.each(table.cases.map(({ feel, value }) => [feel, value] as const))(
    '%s gives what it gives on the server',
    (feel, value) =>
      expect(written(evaluate(feel, { lookUp, now })), stringifyJson(value)).toEqual(
        written(intoFeel(value)),
      ),
  );
});

it('has the functions that the server lets forms use', () =>
  expect(FUNCTION_WORDS.map((words) => words.join(' ')).sort()).toEqual(table.functions));

describe('what forms may not use', () => {
  it.each(['a ** 2', 'sqrt(a)', 'a instance of number', 'function(x) x', 'a(1)', '1 +', ''])(
    '%j is no expression here',
    (feel) => expect(isFeel(feel)).toBe(false),
  );
});

describe('work without end', () => {
  it.each([
    'for x in 1..1000, y in 1..1000 return 1',
    'count(for x in 1..99999999999 return x)',
    '('.repeat(200) + '1' + ')'.repeat(200),
  ])('%.40s is given up', (feel) => expect(evaluate(feel, { lookUp, now })).toBeNull());
});
