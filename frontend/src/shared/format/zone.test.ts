import { describe, expect, it } from 'vitest';
import { atHour, fromWall, wall, zoneOf } from './zone';

const utc = (text: string) => new Date(`${text}Z`);

describe('the zone of the pages', () => {
  it.each([
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['Mars/Olympus', Intl.DateTimeFormat().resolvedOptions().timeZone],
    [undefined, Intl.DateTimeFormat().resolvedOptions().timeZone],
  ])('is %s → %s', (wanted, zone) => expect(zoneOf(wanted)).toBe(zone));

  it.each([
    ['2026-11-20T10:41:00', 'Europe/Berlin', '2026-11-20T11:41:00'],
    ['2026-07-20T23:30:00', 'Europe/Berlin', '2026-07-21T01:30:00'],
    ['2026-11-20T10:41:00', 'Asia/Kolkata', '2026-11-20T16:11:00'],
    ['2026-01-01T02:00:00', 'America/New_York', '2025-12-31T21:00:00'],
    ['2026-11-20T00:00:00', 'UTC', '2026-11-20T00:00:00'],
  ])('shows %s UTC in %s as %s and finds back', (moment, zone, shown) => {
    expect(wall(utc(moment), zone)).toEqual(utc(shown));
    expect(fromWall(utc(shown), zone)).toEqual(utc(moment));
  });

  it('takes the first of two and moves on what does not exist, as dates of browsers do', () => {
    expect(fromWall(utc('2026-10-25T02:30'), 'Europe/Berlin')).toEqual(utc('2026-10-25T00:30'));
    expect(fromWall(utc('2026-03-29T02:30'), 'Europe/Berlin')).toEqual(utc('2026-03-29T01:30'));
    expect(fromWall(utc('2026-11-01T01:30'), 'America/New_York')).toEqual(utc('2026-11-01T05:30'));
    expect(fromWall(utc('2026-03-08T02:30'), 'America/New_York')).toEqual(utc('2026-03-08T07:30'));
  });

  it('agrees with the browser in its own zone, and leaves what is no date', () => {
    expect(atHour(new Date(2026, 10, 30, 23, 59), 1, 8)).toEqual(new Date(2026, 11, 1, 8));
    expect(fromWall(wall(new Date(NaN))).getTime()).toBeNaN();
  });
});
