// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { differencesOf } from './differences';

const form = (...components: object[]) => JSON.stringify({ id: 'f', components });
const table = (rules: string) =>
  `<definitions id="d"><decision id="x" name="X"><decisionTable id="t" hitPolicy="UNIQUE"><input id="i" label="Amount"><inputExpression><text>amount</text></inputExpression></input>${rules}</decisionTable></decision></definitions>`;
const rule = (id: string, cell: string) =>
  `<rule id="${id}"><inputEntry><text>${cell}</text></inputEntry></rule>`;

const told = (...given: Parameters<typeof differencesOf>) =>
  differencesOf(...given)?.map(({ id, kind, name }) => [id, kind, name]);

describe('differences', () => {
  it('of forms are told by component', () => {
    const before = form(
      { id: 'a', label: 'A' },
      { id: 'b', key: 'b' },
      { id: 'g', components: [{ id: 'c' }] },
    );
    const after = form(
      { id: 'a', label: 'Other' },
      { id: 'g', components: [{ id: 'c' }, { id: 'd', label: 'New' }] },
    );
    expect(told('form', before, after)).toEqual([
      ['b', 'removed', 'b'],
      ['d', 'added', 'New'],
      ['a', 'changed', 'Other'],
    ]);
    expect(told('form', before, before)).toEqual([]);
    expect(differencesOf('form', '{', after)).toBeNull();
  });

  it('of forms tell another order', () => {
    expect(told('form', form({ id: 'a' }, { id: 'b' }), form({ id: 'b' }, { id: 'a' }))).toEqual([
      ['b', 'moved', 'b'],
      ['a', 'moved', 'a'],
    ]);
  });

  it('of decisions are told by column and rule', () => {
    const before = table(rule('r1', '1') + rule('r2', '2'));
    const after = table(rule('r1', '1') + rule('r2', '3') + rule('r3', '4')).replace(
      'Amount',
      'Sum',
    );
    expect(told('decision', before, after)).toEqual([
      ['r3', 'added', '4'],
      ['i', 'changed', 'Sum'],
      ['r2', 'changed', '3'],
    ]);
    expect(differencesOf('decision', '<half', after)).toBeNull();
  });
});
