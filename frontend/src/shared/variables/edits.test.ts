import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson, type JsonObject } from '@/shared/api';
import {
  add,
  change,
  changeAdded,
  changesOf,
  editsFrom,
  NO_EDITS,
  rowsOf,
  withRevealed,
  type Held,
} from './edits';

const held = (json: string, variable_types: Record<string, string> = {}): Held => ({
  variables: parseJson(json) as JsonObject,
  variable_types,
});

describe('changes of variables', () => {
  it('sends only what was changed', () => {
    const before = held('{"amount": 4862.50, "note": "x", "big": 12345678901234567890.123}');
    const edits = change(NO_EDITS, before, 'note', { kind: 'string', text: 'y' });
    expect(changesOf(before, edits)).toEqual({ variables: { note: 'y' }, variable_types: {} });
  });

  it('keeps every digit of a number that was typed', () => {
    const before = held('{"amount": 1}');
    const text = '1234567890123456789012345678901234';
    const edits = change(NO_EDITS, before, 'amount', { kind: 'number', text });
    expect(stringifyJson(changesOf(before, edits).variables)).toBe(`{"amount":${text}}`);
  });

  it('takes a change back when the old value is typed again', () => {
    const before = held('{"amount": 0.10}');
    const there = change(NO_EDITS, before, 'amount', { kind: 'number', text: '7' });
    const back = change(there, before, 'amount', { kind: 'number', text: '0.10' });
    expect(rowsOf(before, back).some((row) => row.isChanged)).toBe(false);
  });

  it('names the type of a date and keeps types inside a value', () => {
    const before = held('{"due": "2026-01-01", "order": {"placed": "2026-01-02", "n": 1}}', {
      due: 'date',
      '/order/placed': 'date',
    });
    let edits = change(NO_EDITS, before, 'due', { kind: 'date', text: '2026-02-28' });
    edits = change(edits, before, 'order', { kind: 'json', text: '{"placed": "2026-03-01"}' });
    expect(changesOf(before, edits).variable_types).toEqual({
      due: 'date',
      '/order/placed': 'date',
    });
    edits = change(edits, before, 'order', { kind: 'json', text: '{"n": 2}' });
    expect(changesOf(before, edits).variable_types).toEqual({ due: 'date' });
  });

  it('lets what the server holds move on without touching what was typed', () => {
    const edits = change(NO_EDITS, held('{"a": 1, "b": 1}'), 'a', { kind: 'number', text: '2' });
    const rows = rowsOf(held('{"a": 5, "b": 6, "c": 7}'), edits);
    expect(rows.map((row) => row.text)).toEqual(['2', '6', '7']);
  });

  it('reports a new name that is missing or there already', () => {
    const before = held('{"a": 1}');
    const empty = add(NO_EDITS, 'n1');
    expect(rowsOf(before, empty).at(-1)?.error).toBe('name');
    const twice = changeAdded(empty, 'n1', { name: 'a' });
    expect(rowsOf(before, twice).at(-1)?.error).toBe('nameTwice');
  });

  it('holds names that are special to JavaScript', () => {
    const before = held('{"__proto__": {"x": 1}, "constructor": 2}');
    expect(rowsOf(before, NO_EDITS).map((row) => row.name)).toEqual(['__proto__', 'constructor']);
    const edits = change(NO_EDITS, before, '__proto__', { kind: 'json', text: '{"x": 2}' });
    expect(stringifyJson(changesOf(before, edits).variables)).toBe('{"__proto__":{"x":2}}');
  });

  it('sends a masked value only where another one was typed', () => {
    const before: Held = { ...held('{"iban": null, "city": "Ulm"}'), secret_variables: ['iban'] };
    const [, masked] = rowsOf(before, NO_EDITS);
    expect(masked).toMatchObject({ name: 'iban', isSecret: true, isChanged: false });
    const other = change(NO_EDITS, before, 'city', { kind: 'string', text: 'Bonn' });
    expect(changesOf(before, other).variables).toEqual({ city: 'Bonn' });
    const typed = change(NO_EDITS, before, 'iban', { kind: 'string', text: 'DE1' });
    expect(rowsOf(before, typed)[1]?.isSecret).toBe(false);
    expect(changesOf(before, typed).variables).toEqual({ iban: 'DE1' });
  });

  it('shows what was revealed in the place of what is masked, and nothing else', () => {
    const before: Held = { ...held('{"due": null, "city": "Ulm"}'), secret_variables: ['due'] };
    const found = [held('{"due": "2026-05-01"}', { due: 'date' }), held('{"city": "old"}')];
    const shown = withRevealed(before, found);
    expect(rowsOf(shown, NO_EDITS)).toMatchObject([
      { name: 'city', text: 'Ulm' },
      { name: 'due', kind: 'date', text: '2026-05-01', isSecret: false },
    ]);
    expect(changesOf(shown, NO_EDITS).variables).toEqual({});
  });

  it('lays a draft over what the server holds', () => {
    const before = held('{"a": 1}');
    const edits = editsFrom(before, held('{"a": 2, "fresh": "x"}'));
    expect(changesOf(before, edits).variables).toEqual({ a: 2, fresh: 'x' });
  });
});
