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

const changesOf = (...given: Parameters<typeof differencesOf>) =>
  differencesOf(...given)?.map(({ id, kind, changes }) => [
    id,
    kind,
    changes.map(({ path, label, before, after }) => [label ?? path, before, after]),
  ]);

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
    const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(changesOf('form', form(a, b, c), form(c, a, b))).toEqual([
      ['c', 'moved', [['position', '3', '1']]],
    ]);
    const group = (...components: object[]) => ({ id: 'g', label: 'Group', components });
    expect(changesOf('form', form(a, b, group()), form(b, group(a)))).toEqual([
      ['a', 'moved', [['holder', null, 'Group']]],
    ]);
  });

  it('of forms are told property by property, the form itself included', () => {
    const field = { id: 'a', key: 'a', label: 'A', type: 'select', layout: { row: 'r1' } };
    const before = form({ ...field, values: [{ label: 'One', value: '1' }] });
    const after = JSON.stringify({
      id: 'f',
      name: 'Named',
      schemaVersion: 19,
      components: [
        {
          ...field,
          layout: { row: 'r2' },
          validate: { required: true },
          values: [
            { label: 'One', value: '1' },
            { label: 'two', value: 'two' },
          ],
        },
      ],
    });
    expect(changesOf('form', before, after)).toEqual([
      [':form', 'changed', [['name', null, 'Named']]],
      [
        'a',
        'changed',
        [
          ['values', 'One (1)', 'One (1), two'],
          ['validate/required', null, 'true'],
        ],
      ],
    ]);
  });

  it('of forms know a field by its key where ids came late, and lose none that share one', () => {
    const both = [
      { key: 'x', label: 'X', type: 'textfield' },
      { key: 'x', label: 'Y', type: 'textfield' },
    ];
    expect(
      told(
        'form',
        form(...both),
        form(...both.map((one, id) => ({ ...one, id: `n${id.toString()}` }))),
      ),
    ).toEqual([]);
    expect(told('form', form(...both), form(both[0] ?? {}))).toEqual([['x+', 'removed', 'Y']]);
  });

  it('of decisions are told by cell, hit policy and what is needed', () => {
    const before = table(rule('r1', '1') + rule('r2', '2'));
    const after = table(rule('r2', '2') + rule('r1', '7'))
      .replace('UNIQUE', 'FIRST')
      .replace(
        'name="X">',
        'name="X"><informationRequirement><requiredInput href="#amount"/></informationRequirement>',
      );
    expect(changesOf('decision', before, after)).toEqual([
      [
        'x',
        'changed',
        [
          ['decisionTable/hitPolicy', 'UNIQUE', 'FIRST'],
          ['requirements', null, 'amount'],
        ],
      ],
      ['r1', 'changed', [['Amount', '1', '7']]],
      ['r2', 'moved', [['position', '2', '1']]],
    ]);
    expect(differencesOf('decision', before, after)?.find(({ id }) => id === 'r1')).toMatchObject({
      number: 2,
      type: 'rule',
      marks: ['r1'],
    });
  });

  it('of decisions leave the drawing and empty cells of a new column out', () => {
    const before = table(rule('r1', '1')).replace(
      '</definitions>',
      '<DMNDI><DMNShape id="s"/></DMNDI></definitions>',
    );
    expect(told('decision', before, table(rule('r1', '1')))).toEqual([]);
    const wider = table(
      '<input id="j" label="New"/><rule id="r1"><inputEntry><text>1</text></inputEntry><inputEntry id="c"><text/></inputEntry></rule>',
    );
    expect(told('decision', before, wider)).toEqual([['j', 'added', 'New']]);
    const filled = wider.replace('<text/>', '<text>"x"</text>');
    expect(changesOf('decision', wider, filled)).toEqual([
      ['r1', 'changed', [['New', '-', '"x"']]],
    ]);
    expect(differencesOf('decision', wider, filled)?.[0]?.marks).toEqual(['c']);
  });

  it('of decisions keep rules without ids apart', () => {
    const bare = (...cells: string[]) => table(cells.map((cell) => rule('', cell)).join(''));
    expect(told('decision', bare('1', '2', '2'), bare('1', '2'))).toEqual([
      [expect.any(String), 'removed', '2'],
    ]);
    expect(told('decision', bare('1', '2'), bare('2', '3'))).toEqual([
      [expect.any(String), 'removed', '1'],
      [expect.any(String), 'added', '3'],
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
