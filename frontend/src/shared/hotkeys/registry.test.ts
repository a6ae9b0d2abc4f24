// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindings, listen, register, switchSingleKeys } from './registry';

const press = (key: string, target: Element = document.body, held: KeyboardEventInit = {}) =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
  );

describe('keys of a page', () => {
  const run = vi.fn();
  const submit = vi.fn();
  let stop: () => void;
  let remove: () => void;
  beforeEach(() => {
    localStorage.clear();
    document.body.innerHTML = '<input id="field"><button id="button"></button>';
    run.mockReset();
    submit.mockReset();
    stop = listen();
    remove = register([
      { keys: ['j'], label: 'Next', group: 'List', run },
      { keys: ['Enter'], label: 'Open', group: 'List', run },
      { keys: ['Mod+Enter'], label: 'Submit', group: 'Form', everywhere: true, run: submit },
    ]);
  });
  afterEach(() => {
    remove();
    stop();
  });
  const at = (id: string) => document.getElementById(id) as Element;

  it('works outside fields only, unless it says everywhere', () => {
    press('j');
    press('j', at('field'));
    expect(run).toHaveBeenCalledTimes(1);
    press('Enter', at('field'), { ctrlKey: true });
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it('may work while typing and still rest while a dialog is open', () => {
    const send = vi.fn();
    const removeSend = register([
      { keys: ['Mod+s'], label: 'Send', group: 'Form', whileTyping: true, run: send },
    ]);
    press('s', at('field'), { ctrlKey: true });
    expect(send).toHaveBeenCalledTimes(1);
    document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true"></div>');
    press('s', at('field'), { ctrlKey: true });
    expect(send).toHaveBeenCalledTimes(1);
    removeSend();
  });

  it('leaves letters to the editor of a diagram, not to one that is only shown', () => {
    const canvas = (id: string) => `<div class="djs-container"><svg id="${id}"></svg></div>`;
    document.body.innerHTML = `${canvas('edited')}<div data-view-only>${canvas('shown')}</div>`;
    press('j', at('edited'));
    expect(run).not.toHaveBeenCalled();
    press('j', at('shown'));
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('leaves Enter to a control that has the focus', () => {
    press('Enter', at('button'));
    expect(run).not.toHaveBeenCalled();
  });

  it('rests while a dialog is open', () => {
    document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true"></div>');
    press('j');
    expect(run).not.toHaveBeenCalled();
  });

  it('leaves the key that closes a dialog to the dialog', () => {
    document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true"></div>');
    const close = () => document.querySelector('[role=dialog]')?.remove();
    document.body.addEventListener('keydown', close, { once: true });
    press('Enter');
    expect(run).not.toHaveBeenCalled();
    press('Enter');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('can be switched off, letters only', () => {
    switchSingleKeys(false);
    press('j');
    press('Enter');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('goes with its page', () => {
    remove();
    expect(bindings()).toEqual([]);
  });
});
