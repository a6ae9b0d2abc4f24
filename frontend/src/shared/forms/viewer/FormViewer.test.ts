// @vitest-environment jsdom
import { waitFor } from '@testing-library/dom';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ExactNumber, parseJson, stringifyJson, type JsonObject } from '@/shared/api';
import { fetchWords } from '@/shared/i18n';
import type { FormSchema } from '../schema';
import { FormViewer } from './FormViewer';

const open: FormViewer[] = [];

const show = async (components: object[], variables = '{}', draft?: JsonObject) => {
  const container = document.createElement('div');
  document.body.append(container);
  const viewer = new FormViewer(container, 'Test');
  open.push(viewer);
  const schema = { type: 'default', id: 'f', components } as unknown as FormSchema;
  await viewer.show({ schema, variables: parseJson(variables) as JsonObject, draft });
  // The library draws in effects of its own.
  await waitFor(() => expect(container.querySelector('.fjs-form')).not.toBeNull());
  const input = (label: string) => {
    const found = [...container.querySelectorAll('label')].find((one) =>
      one.textContent?.startsWith(label),
    );
    const named = document.getElementById(found?.htmlFor ?? '');
    if (!named) throw new Error(`no field ${label}`);
    return named as HTMLInputElement;
  };
  await waitFor(() => expect(container.querySelector('.fjs-form-field')).not.toBeNull());
  return { viewer, container, input };
};

afterEach(() => {
  open.splice(0).forEach((viewer) => viewer.destroy());
  document.body.replaceChildren();
});

const number = (key: string, more: object = {}) => ({
  type: 'number',
  id: `n_${key}`,
  key,
  label: key,
  ...more,
});
const text = (key: string, more: object = {}) => ({
  type: 'textfield',
  id: `t_${key}`,
  key,
  label: key,
  ...more,
});

describe('the form viewer', () => {
  it('sends nothing while nothing is changed', async () => {
    const { viewer } = await show(
      [number('amount'), text('note'), text('gap', { defaultValue: 'x' })],
      '{"amount": 4862.50, "note": "a"}',
    );
    expect(viewer.changes()).toEqual({});
  });

  it('keeps every digit of a long number that is shown, typed and taken back', async () => {
    const long = '1234567890123456789012345678901234';
    const { viewer, input } = await show([number('amount')], `{"amount": ${long}}`);
    const user = userEvent.setup();
    expect(input('amount').value).toBe('1,234,567,890,123,456,789,012,345,678,901,234');
    expect(viewer.changes()).toEqual({});
    await user.click(input('amount'));
    await user.clear(input('amount'));
    await user.keyboard('0.1000000000000000000000000000000001');
    expect(stringifyJson(viewer.changes())).toBe('{"amount":0.1000000000000000000000000000000001}');
    await user.clear(input('amount'));
    await user.keyboard(long);
    expect(viewer.changes()).toEqual({});
  });

  it.each([
    '9007199254740993',
    '-9007199254740993.5',
    '0.1',
    '0.3000000000000000000000000000000000',
    '1.234567890123456789012345678901234',
    '1E+100',
    '9.999999999999999999999999999999999E+6144',
    '1E-6143',
    '1.10',
  ])('leaves %s as it is through load, another change and save', async (exact) => {
    const variables = `{"amount": ${exact}, "row": {"items": [${exact}]}, "note": "a"}`;
    const { viewer, input } = await show([number('amount'), text('note')], variables);
    const user = userEvent.setup();
    await user.click(input('amount'));
    await user.tab();
    expect(viewer.changes()).toEqual({});
    await user.type(input('note'), 'b');
    expect(stringifyJson(viewer.changes())).toBe('{"note":"ab"}');
    expect(viewer.check()).toBe(true);
    await user.clear(input('amount'));
    await user.keyboard('7');
    await user.clear(input('amount'));
    await user.keyboard(exact);
    expect(viewer.changes()).toEqual({ note: 'ab' });
  });

  it('keeps what is no number as it was typed and says so', async () => {
    const { viewer, container, input } = await show([number('amount')]);
    await userEvent.type(input('amount'), 'about 5');
    expect(viewer.check()).toBe(false);
    await waitFor(() => expect(container).toHaveTextContent('This is not a number.'));
    expect(viewer.changes()).toEqual({ amount: 'about 5' });
  });

  it('checks bounds of long numbers exactly', async () => {
    const { viewer, container, input } = await show([
      number('amount', { validate: { max: '12345678901234567890.1' } }),
    ]);
    await userEvent.type(input('amount'), '12345678901234567890.2');
    expect(viewer.check()).toBe(false);
    await waitFor(() => expect(container).toHaveTextContent('At most 12345678901234567890.1.'));
  });

  it('compares long numbers in conditions', async () => {
    const { viewer } = await show(
      [number('amount'), text('why', { conditional: { hide: '=amount < 10' } })],
      '{"amount": 12345678901234567890.5}',
    );
    await waitFor(() => expect(viewer.hidden()).toEqual(new Set()));
  });

  it('computes and shows sums exactly, and calls what it cannot read a fault', async () => {
    const { container, input } = await show(
      [
        number('amount'),
        {
          type: 'expression',
          id: 'x',
          key: 'total',
          expression: '=amount + 0.2',
          computeOn: 'change',
        },
        { type: 'text', id: 't', text: 'Sum {{total}}, again {{ amount + 0.2 }}' },
        { type: 'text', id: 'long', text: 'Long {{ big + 1 }}, odd {{ sqrt(4) }}' },
      ],
      '{"big": 12345678901234567890.5}',
    );
    await userEvent.type(input('amount'), '0.1');
    await waitFor(() => expect(container).toHaveTextContent('Sum 0.3, again 0.3'));
    expect(container).toHaveTextContent('Long 12345678901234567891.5, odd {{⚠}}');
  });

  it('does not send hidden, disabled and read-only fields', async () => {
    const { viewer, input } = await show(
      [
        text('seen'),
        text('hidden', { conditional: { hide: '=seen = "x"' }, defaultValue: 'h' }),
        text('off', { disabled: true }),
        text('locked', { readonly: true }),
      ],
      '{"hidden": "old"}',
    );
    await userEvent.type(input('hidden'), '!');
    expect(viewer.changes()).toEqual({ hidden: 'old!' });
    await userEvent.type(input('seen'), 'x');
    await waitFor(() => expect(viewer.hidden()).toEqual(new Set(['t_hidden'])));
    expect(viewer.changes()).toEqual({ seen: 'x' });
  });

  it('sends nested keys nested and a changed list whole', async () => {
    const { viewer, container } = await show(
      [
        text('order.note'),
        {
          type: 'dynamiclist',
          id: 'rows',
          path: 'items',
          label: 'Items',
          isRepeating: true,
          allowAddRemove: true,
          components: [text('name'), number('price')],
        },
      ],
      '{"order": {"note": "a", "other": 1}, "items": [{"name": "x", "price": 1.10, "id": 7}]}',
    );
    expect(viewer.changes()).toEqual({});
    const [note, name] = [...container.querySelectorAll<HTMLInputElement>('input[type=text]')];
    await userEvent.type(name!, 'y');
    expect(viewer.changes()).toEqual({ items: [{ name: 'xy', price: 1.1 }] });
    await userEvent.type(note!, 'b');
    expect(viewer.changes().order).toEqual({ note: 'ab' });
  });

  it('lays a draft over the values and tells it as changes', async () => {
    const { viewer, input } = await show([text('a'), text('b')], '{"a": "1", "b": "2"}', {
      b: 'typed',
    });
    expect(input('a').value).toBe('1');
    expect(input('b').value).toBe('typed');
    expect(viewer.changes()).toEqual({ b: 'typed' });
  });

  it('puts refusals of the server on their fields, rows too, and gives back the rest', async () => {
    const { viewer, container } = await show(
      [
        text('a/b'),
        {
          type: 'dynamiclist',
          id: 'rows',
          path: 'items',
          isRepeating: true,
          components: [text('name')],
        },
      ],
      '{"items": [{"name": "x"}, {"name": "y"}]}',
    );
    const left = viewer.showRefusals([
      { pointer: '/variables/a~1b', code: 'required', detail: 'A is required.' },
      { pointer: '/variables/items/1/name', code: 'required', detail: 'Name 2 is required.' },
      { pointer: '/variables/else', code: 'unknown_field', detail: 'No such field.' },
    ]);
    expect(left.map(({ code }) => code)).toEqual(['unknown_field']);
    await waitFor(() => expect(container).toHaveTextContent('Name 2 is required.'));
    expect(container).toHaveTextContent('A is required.');
    viewer.focusFirst(true);
    expect(document.activeElement).toHaveAttribute('aria-invalid', 'true');
  });

  it('takes buttons out and tells which outcomes are closed', async () => {
    const { viewer, container, input } = await show(
      [
        number('amount'),
        {
          type: 'button',
          id: 'b',
          action: 'submit',
          label: 'Approve',
          properties: { outcome: 'approve' },
          conditional: { hide: '=amount > 10' },
        },
      ],
      '{"amount": 1}',
    );
    expect(container.querySelector('button')).toBeNull();
    expect(viewer.closedOutcomes()).toEqual(new Set());
    await userEvent.type(input('amount'), '11');
    expect(viewer.closedOutcomes()).toEqual(new Set(['approve']));
  });

  it('shows the mark of its makers', async () => {
    const { container } = await show([text('a')]);
    expect(container.querySelector('.fjs-powered-by-link')).toBeVisible();
  });

  it('gives back from a draft what is no number yet', async () => {
    const { viewer, input } = await show([number('n')], '{"n": 1}', { n: 'about 5' });
    await waitFor(() => expect(input('n').value).toBe('about 5'));
    expect(viewer.changes()).toEqual({ n: 'about 5' });
  });

  it('keeps exact numbers exact on their way through a draft', async () => {
    const { viewer } = await show([number('n')], '{}', {
      n: new ExactNumber('0.30000000000000000001'),
    });
    expect(stringifyJson(viewer.changes())).toBe('{"n":0.30000000000000000001}');
  });
});

it('shows nothing of the data as markup that acts', async () => {
  const { container } = await show(
    [
      { type: 'html', id: 'h', content: '<p>Hi {{x}}</p>' },
      { type: 'html', id: 'whole', content: '=x' },
      { type: 'text', id: 't', text: 'Text {{x}} [link]({{u}})' },
      text('q', { label: 'Label {{x}}' }),
    ],
    '{"x": "<img src=x onerror=alert(1)><script>alert(1)</script>", "u": "javascript:alert(1)"}',
  );
  await waitFor(() => expect(container).toHaveTextContent('Hi <img'));
  expect(container.querySelector('[onerror], script, a[href^=javascript]')).toBeNull();
});

describe('a form that is tried in another language', () => {
  it('speaks and writes it, and the page speaks its own again', async () => {
    await fetchWords('de');
    const container = document.createElement('div');
    document.body.append(container);
    const viewer = new FormViewer(container, 'Test', 'de-DE');
    open.push(viewer);
    const components = [
      number('amount', { validate: { required: true } }),
      { type: 'select', id: 's', key: 's', label: 's', values: [] },
      { type: 'filepicker', id: 'file', key: 'f', label: 'f', validate: { maxSize: 1_500_000 } },
    ];
    const schema = { type: 'default', id: 'f', components } as unknown as FormSchema;
    await viewer.show({ schema, variables: {} });
    expect(viewer.check()).toBe(false);
    await waitFor(() => expect(container).toHaveTextContent('Geben Sie einen Wert ein.'));
    expect(container).toHaveTextContent('Auswählen');
    expect(container).toHaveTextContent('1,5');
    viewer.destroy();
    const { viewer: own, container: place } = await show(components);
    own.check();
    await waitFor(() => expect(place).toHaveTextContent('Enter a value.'));
  });
});
