import { expect, it } from 'vitest';
import { isAccepted, sizeText } from './limits';

it.each([
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [2_500_000, '2.5 MB'],
  [20_000_000, '20 MB'],
])('says %d bytes as %s', (bytes, text) => expect(sizeText(bytes, 'en')).toBe(text));

it.each([
  ['.pdf', 'a.PDF', '', true],
  ['.pdf, image/*', 'a.png', 'image/png', true],
  ['application/pdf', 'a', 'application/pdf', true],
  ['', 'a', '', true],
  ['.pdf', 'a.txt', 'text/plain', false],
])('takes %s: %s of the type %s: %s', (accept, name, type, taken) =>
  expect(isAccepted({ name, type }, accept)).toBe(taken),
);
