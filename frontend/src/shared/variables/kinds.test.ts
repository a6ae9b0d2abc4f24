import { describe, expect, it } from 'vitest';
import { ExactNumber } from '@/shared/api';
import { kindOf, readText, textForKind, textOf, type Kind } from './kinds';

const value = (text: string, kind: Kind) => {
  const read = readText(text, kind);
  return read.ok ? read.value : read.error;
};

describe('kinds of values', () => {
  it('takes the declared type before the shape', () => {
    expect(kindOf('2026-01-01', 'date')).toBe('date');
    expect(kindOf('2026-01-01')).toBe('string');
    expect(kindOf(null)).toBe('null');
    expect(kindOf(new ExactNumber('1.10'))).toBe('number');
    expect(kindOf([1])).toBe('json');
  });

  it('shows a number with its digits', () => {
    expect(textOf(new ExactNumber('1.10'), 'number')).toBe('1.10');
    expect(textOf(4862.5, 'number')).toBe('4862.5');
  });

  it.each([
    ['42', 42],
    [' -0.5 ', -0.5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1,5', 'number'],
    ['', 'number'],
    ['0x10', 'number'],
    ['NaN', 'number'],
    ['007', 'number'],
  ])('reads the number %j as %j', (text, expected) => expect(value(text, 'number')).toBe(expected));

  it.each([
    ['2026-11-27', '2026-11-27'],
    ['2026-11-31', 'dateExists'],
    ['2024-02-29', '2024-02-29'],
    ['2026-02-29', 'dateExists'],
    ['27/11/2026', 'date'],
  ])('reads the date %j as %j', (text, expected) => expect(value(text, 'date')).toBe(expected));

  it.each([
    ['PT5M', 'duration', 'PT5M'],
    ['P', 'duration', 'duration'],
    ['P1DT', 'duration', 'duration'],
    ['P1Y2M', 'years_months_duration', 'P1Y2M'],
    ['14:30', 'time', '14:30'],
    ['2026-11-27T14:30:00@Europe/Berlin', 'date_time', '2026-11-27T14:30:00@Europe/Berlin'],
    ['tomorrow', 'date_time', 'date_time'],
    ['{"a": 1}', 'json', { a: 1 }],
    ['{', 'json', 'json'],
  ] as const)('reads %j as %s', (text, kind, expected) =>
    expect(value(text, kind)).toEqual(expected),
  );

  it('keeps what was typed when the new kind can read it', () => {
    expect(textForKind('42', 'number')).toBe('42');
    expect(textForKind('many', 'number')).toBe('');
    expect(textForKind('many', 'json')).toBe('"many"');
    expect(textForKind('x', 'boolean')).toBe('false');
  });
});
