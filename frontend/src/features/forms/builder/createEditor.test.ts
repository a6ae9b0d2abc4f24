// @vitest-environment jsdom
import { waitFor } from '@testing-library/dom';
import { afterEach, expect, it, vi } from 'vitest';
import type { FormSchema } from '@/shared/forms';
import { FormBuilder } from './createEditor';

// jsdom has neither.
window.IntersectionObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as unknown as typeof IntersectionObserver;
Element.prototype.scrollIntoView ??= () => undefined;

let editor: FormBuilder | null = null;
afterEach(() => {
  editor?.destroy();
  editor = null;
});

const open = async (components: object[]) => {
  const host = document.createElement('div');
  document.body.append(host);
  editor = new FormBuilder(host);
  const schema = { type: 'default', id: 'f', name: 'F', components } as unknown as FormSchema;
  await editor.show(schema);
  await waitFor(() => expect(host.querySelector('.fjs-palette-field')).not.toBeNull());
  return { host, made: editor };
};

const types = (made: FormBuilder) => made.read().components.map(({ type }) => type);

const insert = (host: HTMLElement, type: string) => {
  const entry = host.querySelector(`.fjs-palette-field[data-field-type="${type}"]`);
  entry?.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true }),
  );
};

const SLOW_MS = 30_000;
const PATIENT = { timeout: 10_000 };

/** Click a field in the very moment in which it is drawn. */
const clickAtOnce = (host: HTMLElement, id: string): Promise<void> =>
  new Promise((resolve) => {
    const look = new MutationObserver(() => {
      const drawn = host.querySelector<HTMLElement>(`.fjs-element[data-id="${id}"]`);
      if (!drawn) return;
      look.disconnect();
      drawn.click();
      resolve();
    });
    look.observe(host, { childList: true, subtree: true });
  });

it('shows in its panel what is clicked before all is drawn', { timeout: SLOW_MS }, async () => {
  const host = document.createElement('div');
  document.body.append(host);
  const clicked = clickAtOnce(host, 'b');
  editor = new FormBuilder(host);
  const components = ['a', 'b'].map((id) => ({ type: 'textfield', id, key: id, label: id }));
  const shown = editor.show({ type: 'default', id: 'f', components } as unknown as FormSchema);
  await clicked;
  expect(host.querySelector('.fjs-properties-panel')).toBeNull();
  await shown;
  const panelOf = () => host.querySelector<HTMLElement>('.fjs-properties-panel')?.dataset.field;
  await waitFor(() => expect(panelOf()).toBe('b'), PATIENT);
  editor.rename('Other');
  host.querySelector<HTMLElement>('.fjs-element[data-id="a"]')?.click();
  await waitFor(() => expect(panelOf()).toBe('a'), PATIENT);
  expect(editor.read().name).toBe('Other');
  editor.stack.undo();
  expect(editor.read().name).toBeUndefined();
});

it(
  'adds after the selection, moves, duplicates, removes and undoes by key',
  { timeout: SLOW_MS },
  async () => {
    const { host, made } = await open([
      { type: 'textfield', id: 'a', key: 'a', label: 'A' },
      { type: 'textfield', id: 'b', key: 'b', label: 'B' },
    ]);
    made.choose('a');
    insert(host, 'number');
    expect(types(made)).toEqual(['textfield', 'number', 'textfield']);
    expect(made.move(1)).toBe(true);
    expect(types(made)).toEqual(['textfield', 'textfield', 'number']);
    expect(made.move(1)).toBe(false);
    expect(made.move(-1)).toBe(true);
    expect(made.duplicate()).toBe(true);
    expect(types(made)).toEqual(['textfield', 'number', 'number', 'textfield']);
    expect(made.remove()).toBe(true);
    made.stack.undo();
    made.stack.undo();
    expect(types(made)).toEqual(['textfield', 'number', 'textfield']);
  },
);

it('keeps what is ours in the schema', async () => {
  const { made } = await open([{ type: 'textfield', id: 'a', key: 'a', label: 'A' }]);
  expect(made.read()).toMatchObject({ id: 'f', name: 'F' });
  expect(made.read()).not.toHaveProperty('exporter');
});

it('draws no field anew for what is typed into its panel', { timeout: SLOW_MS }, async () => {
  const { host, made } = await open([
    { type: 'textfield', id: 'a', key: 'a', label: 'A', layout: { columns: 8 } },
    { type: 'group', id: 'g', components: [{ type: 'number', id: 'b', key: 'b', label: 'B' }] },
  ]);
  const drawn = ['a', 'g', 'b'].map((id) => host.querySelector(`.fjs-element[data-id="${id}"]`));
  const changed = new Promise<void>((resolve) => made.onChange(resolve));
  made.rename('Other');
  await changed;
  // The library draws with its next tick.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  expect(drawn.map((element) => element?.isConnected)).toEqual([true, true, true]);
  expect(made.read().components[0]?.layout).toEqual({ row: 'Row_a', columns: 8 });
});

const field = (host: HTMLElement, name: string) =>
  host.querySelector<HTMLInputElement>(`.fjs-properties-container input[name="${name}"]`);

const enter = (host: HTMLElement, name: string, typed: string) => {
  const input = field(host, name);
  if (!input) throw new Error(`The panel has no ${name}.`);
  input.value = typed;
  input.dispatchEvent(new Event('change', { bubbles: true }));
};

it('takes the limits of a file field in the panel', { timeout: SLOW_MS }, async () => {
  const { host, made } = await open([
    { type: 'filepicker', id: 'a', key: 'a', label: 'A', validate: { required: true } },
    { type: 'filepicker', id: 'b', key: 'b', label: 'B', multiple: true },
  ]);
  const rules = (index: number) => made.read().components[index]?.validate;
  made.choose('a');
  await waitFor(() => expect(field(host, 'maxSize')).not.toBeNull());
  expect(field(host, 'maxFiles')).toBeNull();
  enter(host, 'maxSize', '2,5');
  expect(rules(0)).toEqual({ required: true, maxSize: 2_500_000 });
  enter(host, 'maxSize', '-1');
  expect(rules(0)).toEqual({ required: true, maxSize: 2_500_000 });
  await waitFor(() => expect(field(host, 'maxSize')?.getAttribute('aria-invalid')).toBe('true'));
  enter(host, 'maxSize', '');
  expect(rules(0)).toEqual({ required: true });
  made.stack.undo();
  expect(rules(0)).toEqual({ required: true, maxSize: 2_500_000 });
  made.choose('b');
  await waitFor(() => expect(field(host, 'maxFiles')).not.toBeNull());
  enter(host, 'maxFiles', '3');
  expect(rules(1)).toEqual({ maxFiles: 3 });
});

it('draws a file field as people will see it', { timeout: SLOW_MS }, async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(
      new Response('{"max_bytes": 25000000, "media_types": []}', {
        headers: { 'Content-Type': 'application/json' },
      }),
    ),
  );
  const limits = { accept: '.pdf', multiple: true, validate: { maxSize: 2_000_000, maxFiles: 3 } };
  const { host } = await open([
    { type: 'filepicker', id: 'p', key: 'p', label: 'Scans', ...limits },
  ]);
  await waitFor(() => expect(host.querySelector('.k-file-choice')).not.toBeNull(), PATIENT);
  const choice = host.querySelector('.k-file-choice');
  expect(choice).toHaveTextContent(
    'Choose filesFiles of the kinds .pdf · up to 2 MB each · at most 3 files',
  );
  expect(choice?.querySelector('input')).toBeDisabled();
});
