import { describe, expect, it } from 'vitest';
import { duePresets, laterPresets } from './presets';

const friday = new Date(2026, 10, 20, 11, 2);
const monday = new Date(2026, 10, 23, 19, 0);
const of = (presets: [string, Date][], name: string) =>
  presets.find(([preset]) => preset === name)?.[1];

describe('times to choose from', () => {
  it('puts off to a morning', () => {
    const presets = laterPresets(friday);
    expect(of(presets, 'hours')).toEqual(new Date(2026, 10, 20, 13, 5));
    expect(of(presets, 'tomorrow')).toEqual(new Date(2026, 10, 21, 8));
    expect(of(presets, 'monday')).toEqual(new Date(2026, 10, 23, 8));
    expect(of(presets, 'week')).toEqual(new Date(2026, 10, 27, 8));
  });

  it('is due in the evening, today only while it lasts', () => {
    expect(of(duePresets(friday), 'tonight')).toEqual(new Date(2026, 10, 20, 18));
    expect(of(duePresets(monday), 'tonight')).toBeUndefined();
    expect(of(duePresets(monday), 'monday')).toEqual(new Date(2026, 10, 30, 18));
  });
});
