import { describe, expect, it } from 'vitest';
import { readDelays, readSeconds, writeWait, writeWaits } from './retries';

describe('waits between attempts', () => {
  it('are the usual ones where nothing is said', () => {
    expect(writeWaits(readDelays({}) ?? [])).toBe('10 s, 1 min, 10 min');
  });

  it('follow a list, or a count of attempts in all', () => {
    expect(readDelays({ cycle: 'PT1M, PT10M,PT1H' })).toEqual([60, 600, 3600]);
    expect(readDelays({ cycle: 'R3/PT10M' })).toEqual([600, 600]);
    expect(readDelays({ cycle: 'R1/PT10M' })).toEqual([]);
    expect(readDelays({ maxAttempts: '1' })).toEqual([]);
  });

  it('grow up to a limit', () => {
    const settings = { maxAttempts: '5', multiplier: '3', maxInterval: 'PT3M' };
    expect(readDelays(settings)).toEqual([10, 30, 90, 180]);
  });

  it.each([
    { cycle: 'ten minutes' },
    { cycle: 'R0/PT1M' },
    { cycle: 'R3/soon' },
    { cycle: 'PT1M', maxAttempts: '3' },
    { maxAttempts: '0' },
    { maxAttempts: '3', multiplier: '0.5' },
    { maxAttempts: '3', initialInterval: 'P1M' },
  ])('cannot be read from %o', (settings) => {
    expect(readDelays(settings)).toBeNull();
  });
});

it('reads durations of days and less', () => {
  expect(readSeconds('P1DT2H3M4S')).toBe(93_784);
  expect(['P', 'PT', 'P1Y', '10', 'P1DT', ''].map(readSeconds)).toEqual(Array(6).fill(null));
});

it('writes long lists and long waits shortly', () => {
  expect(writeWait(90_061)).toBe('1 d 1 h 1 min 1 s');
  expect(writeWait(0)).toBe('0 s');
  expect(writeWaits(Array<number>(10).fill(60)).endsWith('1 min, …')).toBe(true);
});
