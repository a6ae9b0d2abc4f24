import { describe, expect, it } from 'vitest';
import { shownMs, usualOf } from './pace';

const took = (seconds: number) => ({
  started_at: '2026-11-20T10:00:00.000Z',
  ended_at: new Date(Date.parse('2026-11-20T10:00:00.000Z') + seconds * 1_000).toISOString(),
});
const running = { started_at: '2026-11-20T10:00:00.000Z', ended_at: null };

describe('what is usual', () => {
  it('is what half of them took at most, in any order', () => {
    const spans = [10, 2, 3, 1, 5, 4, 9, 8, 7, 6].map(took);
    expect(usualOf(spans)).toEqual({ ms: 5_000, count: 10 });
    expect(usualOf([...spans, took(11)])).toEqual({ ms: 6_000, count: 11 });
  });

  it('is not said of a few or of what needs no wait, and what runs is not counted', () => {
    const few = Array.from({ length: 9 }, () => took(1));
    expect(usualOf([...few, running])).toBeNull();
    expect(usualOf(Array.from({ length: 10 }, () => took(0.9)))).toBeNull();
  });
});

describe('what is shown of a time', () => {
  it('is whole minutes while it runs', () => {
    expect(shownMs(125_400, false)).toBe(120_000);
    expect(shownMs(400, false)).toBe(60_000);
    expect(shownMs(400, true)).toBe(400);
  });
});
