import { describe, expect, it } from 'vitest';
import { ago, dayWord, due, duration, fromLocalInput, moment, toLocalInput } from './time';
import { humanize, initials } from './words';

const now = new Date(2026, 10, 20, 11, 0);
const at = (day: number, hour = 0, minute = 0) => new Date(2026, 10, day, hour, minute);

describe('due', () => {
  it.each([
    [at(18, 10), '2 days late'],
    [at(20, 6, 30), '4 h late'],
    [at(20, 14), 'in 3 h'],
    [at(20, 11, 20), 'in 20 min'],
    [at(20, 18, 30), 'by 18:30'],
    [at(21, 9), 'tomorrow'],
    [at(23, 9), 'Mon 23 Nov'],
    [new Date(2027, 0, 4), 'Mon 4 Jan 2027'],
  ])('%s is "%s"', (date, words) => expect(due(date, now)).toBe(words));
});

describe('moments', () => {
  it('uses the words of people', () => {
    expect(moment(at(20, 10, 41), now)).toBe('today 10:41');
    expect(moment(at(19, 17, 20), now)).toBe('yesterday 17:20');
    expect(moment(at(16, 8, 46), now)).toBe('Mon 16 Nov, 08:46');
    expect(dayWord(at(21), now)).toBe('tomorrow');
    expect(ago(at(20, 10, 58), now)).toBe('2 min ago');
    expect(ago(at(20, 10, 59), now)).toBe('1 min ago');
  });

  it('goes into a field and comes back', () => {
    expect(toLocalInput(at(20, 10, 41))).toBe('2026-11-20T10:41');
    expect(fromLocalInput('2026-11-20T10:41')).toEqual(at(20, 10, 41));
    expect(fromLocalInput('')).toBeNull();
  });

  it('says durations', () => {
    expect(duration(3 * 86_400_000 + 2 * 3_600_000)).toBe('3 d 2 h');
    expect(duration(1200)).toBe('1.2 s');
    expect(duration(120_000)).toBe('2 min');
  });
});

describe('words', () => {
  it.each([
    ['costCentre', 'Cost centre'],
    ['first_day', 'First day'],
    ['IBAN', 'IBAN'],
    ['holiday-request', 'Holiday request'],
    ['__proto__', 'Proto'],
    ['_', '_'],
  ])('writes %s as %s', (name, words) => expect(humanize(name)).toBe(words));

  it('makes initials', () => {
    expect(initials('clerk')).toBe('CL');
    expect(initials('ada lovelace')).toBe('AL');
  });
});
