// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { i18next } from '@/shared/i18n';
import german from '@/shared/i18n/de/forms.json';
import { FormViewer } from './FormViewer';

const schema = {
  type: 'default',
  components: [
    {
      type: 'select',
      id: 'colour',
      key: 'colour',
      label: 'Select',
      values: [{ label: 'Add new', value: 'red' }],
    },
    {
      type: 'table',
      id: 'sums',
      label: 'Nothing to show.',
      dataSource: '=sums',
      columns: [{ key: 'sum', label: 'Sum' }],
    },
    {
      type: 'taglist',
      id: 'tags',
      key: 'tags',
      label: 'Tags',
      values: [{ label: 'Search', value: 'a' }],
    },
    {
      type: 'dynamiclist',
      id: 'items',
      path: 'items',
      allowAddRemove: true,
      isRepeating: true,
      nonCollapsedItems: 1,
      components: [{ type: 'textfield', id: 'name', key: 'name', label: 'Collapse' }],
    },
  ],
};
const variables = { items: [{ name: 'a' }, { name: 'b' }], tags: ['a'], colour: null };

let container: HTMLElement;
let viewer: FormViewer;
beforeEach(async () => {
  i18next.addResourceBundle('de', 'forms', german);
  await i18next.changeLanguage('de');
  container = document.createElement('div');
  document.body.append(container);
  viewer = new FormViewer(container, 'Form');
});
afterEach(async () => {
  viewer.destroy();
  container.remove();
  await i18next.changeLanguage('en');
});

const all = (selector: string) => [...container.querySelectorAll(selector)];
const textOf = (selector: string) => all(selector).map((element) => element.textContent?.trim());

it('says in our words what the viewer says, and leaves those of the author', async () => {
  await viewer.show({ schema: schema as never, variables: variables as never });
  await vi.waitFor(() => expect(textOf('.fjs-repeat-render-add')).toEqual(['Zeile hinzufügen']));

  expect(textOf('.fjs-select-placeholder')).toEqual(['Auswählen']);
  expect(textOf('.fjs-table-td')).toEqual(['Es gibt keine Zeilen.']);
  expect(textOf('.fjs-repeat-render-collapse')).toEqual(['Alle zeigen (1 weitere)']);
  expect(all('.fjs-taglist-input')[0]?.getAttribute('placeholder')).toBe('Suchen');
  expect(all('.fjs-taglist-tag-remove')[0]?.getAttribute('title')).toBe('Wert entfernen');
  expect(all('.fjs-repeat-row-remove')[0]?.getAttribute('aria-label')).toBe('Zeile 1 entfernen');
  expect(all('.fjs-table-th')[0]?.getAttribute('aria-label')).toContain('Nach Sum ordnen');
  const labels = textOf('label');
  expect(labels).toEqual(expect.arrayContaining(['Select', 'Nothing to show.', 'Collapse']));
  expect(textOf('.fjs-taglist-tag-label')).toEqual(['Search']);
});

it('keeps the label of a choice that reads like a word of the viewer', async () => {
  await viewer.show({ schema: schema as never, variables: { colour: 'red' } });
  await vi.waitFor(() => expect(textOf('.fjs-select-display')).toEqual(['Add new']));
});
