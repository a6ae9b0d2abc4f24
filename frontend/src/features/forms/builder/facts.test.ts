// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { FormSchema } from '@/shared/forms';
import { doubledKeys, keysOf, readNames, unlabelled, unwritten } from './facts';

const form = (...components: object[]) =>
  ({ type: 'default', components }) as unknown as FormSchema;

describe('what a form reads and writes', () => {
  const schema = form(
    { type: 'number', id: 'a', key: 'amount', label: 'Amount' },
    {
      type: 'group',
      id: 'g',
      components: [
        { type: 'textfield', id: 'b', key: 'note', conditional: { hide: '=limit > amount' } },
      ],
    },
    { type: 'text', id: 'c', text: 'Dear {{customer}}' },
    { type: 'textfield', id: 'd', key: 'amount', label: 'Again' },
  );

  it('finds keys inside groups, and those that stand twice', () => {
    expect(keysOf(schema).map(({ key }) => key)).toEqual(['amount', 'note', 'amount']);
    expect([...doubledKeys(schema).keys()]).toEqual(['amount']);
  });

  it('finds names that only a process can write', () => {
    expect(readNames(schema)).toEqual(['customer', 'limit']);
  });

  it('tells the keys of lists and of groups with a path apart', () => {
    const name = { type: 'textfield', key: 'name' };
    const inParts = form(
      { ...name, id: 'a' },
      { type: 'dynamiclist', path: 'rows', components: [{ ...name, id: 'b' }] },
      { type: 'group', path: 'to', components: [{ ...name, id: 'c' }] },
      { type: 'dynamiclist', path: 'more', components: [{ ...name, id: 'd', label: 'Name' }] },
      { type: 'text', text: '{{rows[1].name}} and {{other}}' },
    );
    expect(keysOf(inParts).map(({ key }) => key)).toEqual([
      'name',
      'rows[].name',
      'to.name',
      'more[].name',
    ]);
    expect(doubledKeys(inParts).size).toBe(0);
    expect(readNames(inParts)).toEqual(['other']);
  });

  it('finds fields without a label', () => {
    expect(unlabelled(schema).map(({ id }) => id)).toEqual(['b']);
  });

  it('tells which names stand in no process', () => {
    const model = '<bpm:parameter name="limit">=1</bpm:parameter> limits';
    expect(unwritten(['limit', 'customer'], [model])).toEqual(['customer']);
    expect(unwritten(['limits', 'imit'], ['limit'])).toEqual(['limits', 'imit']);
    expect(unwritten(['customer'], [])).toEqual([]);
  });
});
