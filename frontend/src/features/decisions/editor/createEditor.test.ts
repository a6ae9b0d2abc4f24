// @vitest-environment jsdom
import { waitFor } from '@testing-library/dom';
import { afterEach, expect, it, vi } from 'vitest';
import '../words';
import { emptyOf } from '@/shared/library';
import { DecisionEditor } from './createEditor';

CSS.escape ??= (text: string) => text;
// jsdom has neither.
CSSStyleSheet.prototype.replaceSync ??= () => undefined;
if (!('adoptedStyleSheets' in document))
  Object.assign(document as Document, { adoptedStyleSheets: [] });

let editor: DecisionEditor | null = null;
afterEach(() => {
  editor?.destroy();
  editor = null;
  document.body.replaceChildren();
});

const SLOW_MS = 30_000;

it(
  'shows a table, tells of its changes and of nothing else, and undoes them',
  { timeout: SLOW_MS },
  async () => {
    const host = document.createElement('div');
    document.body.append(host);
    editor = new DecisionEditor(host);
    const changed = vi.fn();
    await editor.show(emptyOf('decision', 'Level', { input: 'Amount', output: 'Result' }));
    editor.onChange(changed);
    expect(editor.views.map(({ id, isGraph }) => [id, isGraph])).toEqual([
      ['definitions', true],
      ['level', false],
    ]);
    expect(await editor.open('level')).toBe(true);
    expect(editor.shown).toBe('level');
    expect(await editor.open('nothing')).toBe(false);
    await waitFor(() => expect(host.querySelector('td[data-row-id="rule_1"]')).not.toBeNull());
    expect(changed).not.toHaveBeenCalled();
    host.querySelector<HTMLElement>('.add-rule button, .add-rule')?.click();
    await waitFor(() => expect(changed).toHaveBeenCalled());
    expect((await editor.read()).match(/<rule /g)).toHaveLength(2);
    editor.stack?.undo();
    expect((await editor.read()).match(/<rule /g)).toHaveLength(1);
  },
);
