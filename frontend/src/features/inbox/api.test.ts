import { expect, test } from 'vitest';
import { pollAfter } from './api';

test('a list asks again within two seconds, so that what others claim is gone from it', () => {
  expect(pollAfter(0)).toBeLessThan(2_000);
  expect(pollAfter(3)).toBeLessThan(2_000);
});

test('of a long list no more pages are read in a second than of a short one', () => {
  expect(100 / pollAfter(100)).toBeLessThanOrEqual(3 / pollAfter(3));
});
