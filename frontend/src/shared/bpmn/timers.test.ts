import { describe, expect, it } from 'vitest';
import { describeTimer, readCycle, readSpan, writeCycle, writeSpan } from './timers';

describe('a timer in plain words', () => {
  it.each([
    ['timeDuration', 'PT1H', '1 hour after the process gets there'],
    ['timeDuration', 'P14D', '2 weeks after the process gets there'],
    ['timeDuration', 'P1DT12H', '1 day and 12 hours after the process gets there'],
    ['timeDuration', '=limit', 'Worked out by FEEL when the process gets there'],
    ['timeCycle', 'R5/P2D', 'Every 2 days, 5 times'],
    ['timeCycle', 'R/P1D', 'Every day, without end'],
    [
      'timeCycle',
      'R/2030-05-01T09:00:00+02:00/P1W',
      null, // the engine has no weeks
    ],
    [
      'timeCycle',
      'R/2030-05-01T09:00:00+02:00/P7D',
      'Every week, first on 1 May 2030 at 09:00 +02:00, without end',
    ],
    ['timeCycle', 'R/PT90M/2030-05-01', 'Every 90 minutes, until 1 May 2030 at 00:00'],
    ['timeDate', '2030-05-01T09:00:00Z', 'Once, on 1 May 2030 at 09:00 UTC'],
    ['timeDate', 'soon', null],
    ['timeCycle', 'R/soon', null],
    ['timeDuration', 'P', null],
  ] as const)('%s %s', (kind, text, words) => expect(describeTimer(kind, text)).toBe(words));
});

describe('the parts of a timer', () => {
  it.each([
    ['PT90M', { unit: 'minutes', amount: 90 }],
    ['P21D', { unit: 'weeks', amount: 3 }],
    ['P1Y', { unit: 'years', amount: 1 }],
  ] as const)('%s is one span and comes back', (text, span) => {
    expect(readSpan(text)).toEqual(span);
    expect(writeSpan(span)).toBe(text);
  });

  it.each(['P1DT1H', 'PT0S', 'later', ''])('%s is no single span', (text) =>
    expect(readSpan(text)).toBeNull(),
  );

  it.each(['R/P1D', 'R3/PT10M', 'R/2030-05-01T09:00:00Z/P1D', 'R2/P1D/2030-05-01'])(
    '%s is taken apart and put together',
    (text) => expect(writeCycle(readCycle(text)!)).toBe(text),
  );
});
