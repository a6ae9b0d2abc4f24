import { describe, expect, it } from 'vitest';
import { compare, decimalDigits, decimalOf, isMultiple, sameNumber } from './decimal';
import { editNumber, readNumber, showNumber } from './numbers';

const LONG = '1234567890123456789012345678901234';

describe('numbers that people type', () => {
  it.each([
    ['4862.5', 'en-GB', '4862.5'],
    ['4,862.50', 'en-GB', '4862.50'],
    ['1,5', 'en-GB', null],
    ['12,34,56', 'en-GB', null],
    ['1,5', 'de', '1.5'],
    ['4.862,50', 'de', '4862.50'],
    ['1.500', 'de', '1500'],
    ['1.5', 'de', '1.5'],
    [' -0.5 ', 'en-GB', '-0.5'],
    ['.5', 'en-GB', '0.5'],
    ['5.', 'en-GB', '5'],
    ['007', 'en-GB', '7'],
    ['1e3', 'en-GB', '1e3'],
    [LONG, 'en-GB', LONG],
    ['', 'en-GB', null],
    ['-', 'en-GB', null],
    ['.', 'en-GB', null],
    ['twelve', 'en-GB', null],
    ['NaN', 'en-GB', null],
    ['0x10', 'en-GB', null],
  ])('reads %j in %s as %j', (typed, locale, expected) =>
    expect(readNumber(typed, locale)).toBe(expected),
  );

  it.each([
    ['4862.5', 'en-GB', 2, '4,862.50'],
    ['4862.5', 'de', 2, '4.862,50'],
    ['-1234567.125', 'en-GB', 2, '-1,234,567.125'],
    ['0', 'en-GB', 0, '0'],
    [LONG, 'en-GB', 0, '1,234,567,890,123,456,789,012,345,678,901,234'],
    ['1e3', 'en-GB', 0, '1,000'],
    ['half', 'en-GB', 0, 'half'],
  ])('shows %j in %s', (text, locale, digits, expected) =>
    expect(showNumber(text, locale, digits)).toBe(expected),
  );

  it('is edited with the point of the language', () => {
    expect(editNumber('4862.5', 'de')).toBe('4862,5');
    expect(readNumber(editNumber('4862.5', 'de'), 'de')).toBe('4862.5');
  });
});

describe('exact decimals', () => {
  const of = (text: string) => decimalOf(text) ?? { units: 0n, scale: -1 };

  it('compares beyond what a double can tell apart', () => {
    expect(compare(of('0.1'), of('0.10'))).toBe(0);
    expect(compare(of('12345678901234567890.1'), of('12345678901234567890.2'))).toBe(-1);
    expect(sameNumber('1e2', '100')).toBe(true);
    expect(sameNumber('x', 'x')).toBe(false);
  });

  it('knows steps and digits', () => {
    expect(isMultiple(of('0.3'), of('0.1'))).toBe(true);
    expect(isMultiple(of('0.35'), of('0.1'))).toBe(false);
    expect(decimalDigits(of('1.500'))).toBe(1);
  });
});
