// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { emptyOf } from '@/shared/library';
import { readInputs } from './bench';
import { decisionHolding, decisionsOf, mainDecision } from './model';

CSS.escape ??= (text: string) => text;

const file = (body: string) =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="File">${body}</definitions>`;

const column = (text: string, type: string, more = '') =>
  `<input><inputExpression typeRef="${type}"><text>${text}</text></inputExpression>${more}</input>`;

const GRAPH = file(`
  <itemDefinition name="tLevel"><typeRef>string</typeRef></itemDefinition>
  <inputData id="d1" name="Country"><variable name="Country" typeRef="tLevel"/></inputData>
  <decision id="risk" name="Risk">
    <informationRequirement><requiredInput href="#d1"/></informationRequirement>
    <decisionTable>${column('amount', 'number')}${column('paid on', 'date')}</decisionTable>
  </decision>
  <decision id="level" name="Level">
    <informationRequirement><requiredDecision href="#risk"/></informationRequirement>
    <decisionTable>
      ${column('Risk', 'string')}
      ${column('customer.kind', 'string')}
      ${column('colour', 'string', '<inputValues><text>"red", "green"</text></inputValues>')}
      <rule id="r1"><inputEntry id="c1"><text>-</text></inputEntry></rule>
    </decisionTable>
  </decision>`);

it('finds what a decision and those it requires read, but no result of theirs', () => {
  const level = decisionsOf(GRAPH)?.find(({ id }) => id === 'level');
  expect(level?.inputs).toEqual([
    { name: 'amount', kind: 'number', choices: null },
    { name: 'paid on', kind: 'date', choices: null },
    { name: 'Country', kind: 'string', choices: null },
    { name: 'customer', kind: 'json', choices: null },
    { name: 'colour', kind: 'string', choices: ['red', 'green'] },
  ]);
});

it('is about the decision that no other needs', () => {
  expect(mainDecision(GRAPH)?.id).toBe('level');
  expect(mainDecision(file('<decision id="only" name="Only"/>'))?.id).toBe('only');
  expect(mainDecision(file(''))).toBeNull();
});

it('tells in which decision a cell stands, and what is no file of decisions', () => {
  expect(decisionHolding(GRAPH, 'c1')).toBe('level');
  expect(decisionHolding(GRAPH, 'nothing')).toBeNull();
  expect(decisionsOf('<other/>')).toBeNull();
  expect(decisionsOf('no XML')).toBeNull();
});

it('begins with a table of one input', () => {
  const text = emptyOf('decision', 'Discount & more', { input: 'Amount', output: 'Result' });
  expect(decisionsOf(text)).toEqual([
    {
      id: 'discount-more',
      name: 'Discount & more',
      inputs: [{ name: 'amount', kind: 'number', choices: null }],
    },
  ]);
});

it('reads what is typed by the types of the table', () => {
  const input = (name: string, kind: 'number' | 'date' | null) => ({ name, kind, choices: null });
  const inputs = [input('a', 'number'), input('b', 'date'), input('c', null), input('d', null)];
  const given = readInputs(inputs, { a: 'much', b: '2026-05-31', c: 'true' });
  expect(given.variables).toEqual({ b: '2026-05-31', c: true, d: null });
  expect(given.types).toEqual({ b: 'date' });
  expect([...given.errors]).toEqual([['a', 'number']]);
});
