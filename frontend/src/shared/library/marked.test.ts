import { expect, test } from 'vitest';
import { markedParts } from './marked';

const marked = (text: string, wanted: string) =>
  markedParts(text, wanted)
    .map(({ part, isWanted }) => (isWanted ? `[${part}]` : part))
    .join('');

test.each([
  ['Approve the Large bill', ' LARGE  approve', '[Approve] the [Large] bill'],
  ['Äpfel (2+2) und Birnen', 'äpfel (2+2)', '[Äpfel] [(2+2)] und Birnen'],
  ['payment, pay', 'pay payment', '[payment], [pay]'],
  ['a.b or a-b', 'a.b', '[a.b] or a-b'],
  ['nothing of it', 'elsewhere', 'nothing of it'],
  ['whole', '  ', 'whole'],
])('%s with %s marked', (text, wanted, expected) => {
  expect(marked(text, wanted)).toBe(expected);
});
