// @vitest-environment jsdom
import { waitFor } from '@testing-library/dom';
import { h } from 'preact';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { i18next } from '@/shared/i18n';
import german from '@/shared/i18n/de/builder.json';
import english from '@/shared/i18n/en/builder.json';
import type { FormSchema } from '@/shared/forms';
import { FormBuilder } from './createEditor';
import { said, speakForEditor } from './panelWords';

// jsdom has neither.
window.IntersectionObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as unknown as typeof IntersectionObserver;
Element.prototype.scrollIntoView ??= () => undefined;

// The library leaves timers behind, which would go off when the document is gone.
const setLater = globalThis.setTimeout;
let isOver = false;
vi.stubGlobal(
  'setTimeout',
  (run: (...values: unknown[]) => void, ms?: number, ...rest: unknown[]) =>
    setLater(() => {
      if (!isOver) run(...rest);
    }, ms),
);
afterAll(() => {
  isOver = true;
});

/** Every component that the palette offers, in as many states as its settings differ. */
const PARTS: object[] = [
  { type: 'textfield', validate: { validationType: 'custom', pattern: 'a' } },
  { type: 'textfield', validate: { validationType: 'phone' } },
  { type: 'textarea' },
  { type: 'number' },
  { type: 'datetime', subtype: 'datetime', dateLabel: 'Author', timeLabel: 'Author' },
  { type: 'checkbox' },
  { type: 'select', valuesKey: 'given' },
  { type: 'select', valuesExpression: '=given' },
  { type: 'radio', values: [{ label: 'Search components', value: 'a' }] },
  { type: 'checklist' },
  { type: 'taglist' },
  { type: 'expression', expression: '=1' },
  { type: 'filepicker', multiple: true },
  { type: 'group', path: 'inner', components: [] },
  { type: 'dynamiclist', path: 'rows', isRepeating: true, allowAddRemove: true, components: [] },
  { type: 'text', text: '' },
  { type: 'html', content: '' },
  { type: 'image' },
  { type: 'separator' },
  { type: 'spacer' },
  { type: 'table', dataSource: '=rows', columns: [{ key: 'a', label: 'Author' }] },
  { type: 'table', dataSource: '=rows', columnsExpression: '=columns' },
  { type: 'button', action: 'submit', properties: { Key: 'Value' } },
];
const KEYLESS = /^(text|html|image|separator|spacer|table|button|group|dynamiclist)$/;
const components = PARTS.map((part, index) => ({
  id: `c${index}`,
  ...(KEYLESS.test((part as { type: string }).type) ? {} : { key: `k${index}` }),
  label: 'Author',
  ...part,
}));

/** Where the library writes, and its author's words never stand. */
const TEXTS = [
  '.fjs-palette-header',
  '.fjs-palette-group-title',
  '.fjs-palette-field:not([data-field-type=iframe]) .fjs-palette-field-text',
  '.fjs-form-field-placeholder',
  '.fjs-empty-component-text',
  '.fjs-table-td',
  '.fjs-repeat-render-footer span',
  '.bio-properties-panel-header-type',
  '.bio-properties-panel-group-header-title',
  '.bio-properties-panel-add-entry-label',
  '.bio-properties-panel-label',
  '.bio-properties-panel-description',
  'select:not([name=defaultValue]) option',
].join();
const NAMES = '[title], [placeholder], .cm-content[aria-label]';
/** Numbers, the mark of the library, and the fields' own sentences that stand in `limit`. */
const OTHERS = /^\d+m?$|^\d+h$|^Powered by bpmn\.io$/;

const SLOW_MS = 120_000;
const PATIENT = { timeout: 10_000 };

let editor: FormBuilder;
let host: HTMLElement;
beforeEach(() => {
  i18next.addResourceBundle('en', 'builder', english);
  i18next.addResourceBundle('de', 'builder', german);
  host = document.createElement('div');
  document.body.append(host);
});
afterEach(async () => {
  editor.destroy();
  host.remove();
  await i18next.changeLanguage('en');
});

const open = async (shown: object[] = components) => {
  editor = new FormBuilder(host);
  const schema = { type: 'default', id: 'f', name: 'F', components: shown };
  await editor.show(schema as unknown as FormSchema);
  await waitFor(() => expect(host.querySelector('.fjs-palette-field')).not.toBeNull(), PATIENT);
};

const texts = (): string[] => {
  const own = [...host.querySelectorAll(TEXTS)].flatMap((element) =>
    [...element.childNodes].map((node) => node.textContent?.trim() ?? ''),
  );
  const named = [...host.querySelectorAll(NAMES)].flatMap((element) =>
    ['title', 'placeholder', 'aria-label'].map((name) => element.getAttribute(name) ?? ''),
  );
  return [...own, ...named].filter((text) => text !== '' && !OTHERS.test(text));
};

/** Tell whether a text is one of a language's, in any of its places. */
const speaks = (words: Record<string, string>) => {
  const known = Object.values(words).map(
    (text) =>
      new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{what\}\}/g, '.+')}$`),
  );
  return (text: string) => known.some((one) => one.test(text.replace(/\s+/g, ' ')));
};

it('has words for all that the library says', { timeout: SLOW_MS }, async () => {
  await i18next.changeLanguage('de');
  await open();
  const isOurs = speaks({ ...german.editor, ...german.library, ...german.limit });
  const strange = new Set<string>();
  for (const { id } of components) {
    editor.choose(id);
    await waitFor(
      () => expect(host.querySelector(`.fjs-properties-panel[data-field="${id}"]`)).not.toBeNull(),
      PATIENT,
    );
    for (const text of texts().filter((one) => !isOurs(one))) strange.add(text);
  }
  expect([...strange]).toEqual([]);
});

it(
  'leaves the words of the author, and names what is new in ours',
  { timeout: SLOW_MS },
  async () => {
    await i18next.changeLanguage('de');
    await open([
      {
        type: 'radio',
        id: 'a',
        key: 'a',
        label: 'Search components',
        values: [{ label: 'Top', value: 'top' }],
      },
    ]);
    editor.choose('a');
    await waitFor(
      () =>
        expect(host.querySelector('.bio-properties-panel-header-type')?.textContent).toBe(
          'Optionen',
        ),
      PATIENT,
    );
    const texts = (selector: string) =>
      [...host.querySelectorAll(selector)].map((element) => element.textContent?.trim());
    expect(texts('.bio-properties-panel-header-label')).toEqual(['Search components']);
    expect(texts('.fjs-form-field-label')).toEqual(['Search components', 'Top']);
    expect(texts('select[name=defaultValue] option')).toContain('Top');
    const entry = host.querySelector('.fjs-palette-field[data-field-type="number"]');
    entry?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true }),
    );
    expect(editor.read().components[1]).toMatchObject({ type: 'number', label: 'Zahl' });
  },
);

it('knows the texts that stand around something', async () => {
  await i18next.changeLanguage('de');
  expect(said('Should be at most 16.')).toBe('Höchstens 16.');
  expect(said('List contains 3 items')).toBe('3 Einträge');
  expect(said('Approve')).toBe('Approve');
});

it('leads to no page of the makers of the library', () => {
  speakForEditor();
  const href = 'https://docs.camunda.io/docs/components/modeler/forms/';
  const [theirs, own] = [h('a', { href }, 'Learn more'), h('a', { href: '/docs' }, 'Here')];
  expect(theirs.props).toMatchObject({ hidden: true });
  expect(theirs.props).not.toHaveProperty('href');
  expect(own.props).toMatchObject({ href: '/docs' });
});
