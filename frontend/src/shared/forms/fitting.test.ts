import { describe, expect, it } from 'vitest';
import { parseJson, type JsonObject } from '@/shared/api';
import { fitDraft, together } from './fitting';

const file = { id: 'f', name: 'a.pdf', media_type: 'application/pdf', size: 1, sha256: '' };
const schema = {
  components: [
    { type: 'textfield', key: 'title', label: 'Title' },
    { type: 'number', key: 'amount', label: 'Amount' },
    { type: 'checkbox', key: 'ok', label: 'Agreed' },
    { type: 'select', key: 'colour', label: 'Colour', values: [{ label: 'Red', value: 'red' }] },
    { type: 'checklist', key: 'tags', label: 'Tags', values: [{ label: 'A', value: 'a' }] },
    { type: 'select', key: 'open', label: 'Open', valuesKey: 'options' },
    { type: 'datetime', key: 'day', dateLabel: 'Day', subtype: 'date' },
    { type: 'filepicker', key: 'scan', label: 'Scan' },
    { type: 'group', path: 'order', components: [{ type: 'textfield', key: 'to.city' }] },
    {
      type: 'dynamiclist',
      path: 'items',
      label: 'Items',
      components: [{ type: 'textfield', key: 'name', label: 'Name' }],
    },
  ],
} as unknown as JsonObject;

const labels = { cost: 'Costs', 'items[].old': 'Old price', 'order.gone': 'Remark' };
const found = (text: string) => fitDraft(parseJson(text) as JsonObject, schema, labels);

describe('a draft for an older form', () => {
  it.each([
    ['{"title": "x"}', 'Title', null],
    ['{"title": 5}', 'Title', 'kind'],
    ['{"title": ""}', 'Title', null],
    ['{"amount": 12345678901234567890.1}', 'Amount', null],
    ['{"amount": "1.5"}', 'Amount', null],
    ['{"amount": "about 5"}', 'Amount', 'kind'],
    ['{"ok": true}', 'Agreed', null],
    ['{"ok": "yes"}', 'Agreed', 'kind'],
    ['{"colour": "red"}', 'Colour', null],
    ['{"colour": "blue"}', 'Colour', 'choice'],
    ['{"colour": null}', 'Colour', null],
    ['{"tags": ["a"]}', 'Tags', null],
    ['{"tags": ["a", "b"]}', 'Tags', 'choice'],
    ['{"tags": "a"}', 'Tags', 'kind'],
    ['{"open": "whatever"}', 'Open', null],
    ['{"day": "2026-05-01"}', 'Day', null],
    ['{"day": "soon"}', 'Day', 'kind'],
    [`{"scan": ${JSON.stringify(file)}}`, 'Scan', null],
    ['{"scan": "a.pdf"}', 'Scan', 'kind'],
    ['{"cost": 5}', 'Costs', 'gone'],
    ['{"unnamed": 5}', 'unnamed', 'gone'],
    ['{"order": {"to": {"city": "Bonn"}}}', 'order.to.city', null],
    ['{"order": {"gone": "x"}}', 'Remark', 'gone'],
    ['{"items": "none"}', 'Items', 'kind'],
  ])('%s is %s: %s', (text, label, misfit) =>
    expect(found(text).map((one) => [one.label, one.misfit])).toEqual([[label, misfit]]),
  );

  it('keeps the rows of a list and names what has no place in them', () => {
    const all = found('{"items": [{"name": "pen"}, {"name": "ink", "old": 3}]}');
    expect(all.map(({ label, misfit }) => [label, misfit])).toEqual([
      ['Items', null],
      ['Items 2: Old price', 'gone'],
    ]);
    expect(together(all.filter(({ misfit }) => misfit === null))).toEqual({
      items: [{ name: 'pen' }, { name: 'ink' }],
    });
  });

  it('lays what fits together, nested as the keys are', () => {
    const all = found('{"title": "x", "order": {"to": {"city": "Bonn", "zip": "1"}, "gone": 1}}');
    expect(together(all.filter(({ misfit }) => misfit === null))).toEqual({
      title: 'x',
      order: { to: { city: 'Bonn' } },
    });
    expect(all.filter(({ misfit }) => misfit).map(({ key }) => key)).toEqual([
      'order.to.zip',
      'order.gone',
    ]);
  });
});
