import { expect, it } from 'vitest';
import { fillTemplate, type Filling } from '.';

const read = (feel: string, data: Record<string, unknown>): unknown => data[feel.trim()] ?? null;
const filling: Filling = { value: read, text: (feel, data) => String(read(feel, data) ?? '') };
const data = { a: 1, off: false, list: ['x', 'y'], rows: [{ name: 'pen' }, { name: 'ink' }] };

it.each([
  ['a {{a}} b', 'a 1 b'],
  ['=a', '1'],
  [' =a', ' =a'],
  ['{{}}{{ }}|', '|'],
  ['{{missing}}|', '|'],
  ['{{#if a}}\nyes\n{{/if}}\nrest', 'yes\nrest'],
  ['{{#if a}}yes{{/if}}\nrest', 'yes\nrest'],
  ['{{#if off}}\nyes\n{{/if}}\nrest', 'rest'],
  ['{{#loop list}}{{this}},{{/loop}}', 'x,y,'],
  ['{{#loop rows}}\n- {{name}}\n{{/loop}}\nend', '- pen\n- ink\nend'],
  ['{{#loop missing}}x{{/loop}}|', '|'],
  ['{{#loop a}}{{this}}{{/loop}}', '1'],
  ['{{#loop rows}}{{#if name}}{{name}} {{/if}}{{/loop}}', 'pen ink '],
  ['{{a}}\n{{a}}', '1\n1'],
  ['{{x', '{{x'],
  ['no braces }}', 'no braces }}'],
])('%j is filled as %j', (template, expected) =>
  expect(fillTemplate(template, data, filling)).toBe(expected),
);
