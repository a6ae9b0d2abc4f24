import { describe, expect, it } from 'vitest';
import { ExactNumber, parseJson, stringifyJson } from './json';

describe('exact JSON', () => {
  it.each([
    '12345678901234567890.123456789',
    '1.10',
    '1e400',
    '-0',
    '0.1',
    '9007199254740993',
    '{"a":[1.0,2,{"b":1E+2}]}',
  ])('gives %s back as it came', (text) => expect(stringifyJson(parseJson(text))).toBe(text));

  it('makes plain numbers where nothing is lost', () => {
    expect(parseJson('{"version": 7, "x": 0.3}')).toEqual({ version: 7, x: 0.3 });
  });

  it('keeps every member name', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}';
    expect(stringifyJson(parseJson(text))).toBe(text);
    expect((parseJson(text) as { a?: number }).a).toBeUndefined();
  });

  it('refuses text that is no number', () => {
    expect(() => new ExactNumber('1, "x": 2')).toThrow(SyntaxError);
  });
});
