// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { act, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, useHotkeys } from '@/shared/hotkeys';
import KeySheet from './KeySheet';

const ran: string[] = [];
const said = (name: string) => () => void ran.push(name);

const Page = () => {
  useHotkeys('List', [
    { keys: ['j', 'ArrowDown'], label: 'Next task', run: said('j') },
    { keys: ['g i'], label: 'Go to the inbox', run: said('g i') },
    { keys: ['Shift+x'], label: 'Select up to here', run: said('Shift+x') },
    { keys: ['Mod+Enter'], label: 'Complete', run: said('Mod+Enter'), everywhere: true },
  ]);
  return null;
};

/** Press what the sheet writes, as a keyboard would. */
const press = (keys: string) => {
  for (const step of keys.split(' ')) {
    const parts = step.split('+');
    const key = parts.at(-1) ?? '';
    const shiftKey = parts.includes('Shift');
    const event = new KeyboardEvent('keydown', {
      key: shiftKey ? key.toUpperCase() : key,
      shiftKey,
      ctrlKey: parts.includes('Mod'),
      bubbles: true,
      cancelable: true,
    });
    act(() => void document.body.dispatchEvent(event));
  }
};

describe('the sheet of keys', () => {
  let stop: () => void;
  beforeEach(() => {
    ran.length = 0;
    stop = listen();
  });
  afterEach(() => stop());

  it('lists every key that works once, with what it does, and each of them does it', async () => {
    const page = render(
      <MantineProvider env="test">
        <Page />
        <KeySheet onClose={() => undefined} />
      </MantineProvider>,
    );
    const list = within(await screen.findByRole('dialog'));
    const keys = list
      .getAllByRole('term')
      .flatMap((term) => [...term.querySelectorAll('.k-hidden')]);
    const listed = keys.map((key) => key.textContent);
    const words = list.getAllByRole('definition').map((definition) => definition.textContent);
    expect(listed).toEqual(['j', 'ArrowDown', 'g i', 'Shift+x', 'Mod+Enter']);
    expect(words).toEqual(['Next task', 'Go to the inbox', 'Select up to here', 'Complete']);

    page.rerender(
      <MantineProvider env="test">
        <Page />
      </MantineProvider>,
    );
    for (const key of listed) press(key);
    expect(ran).toEqual(['j', 'j', 'g i', 'Shift+x', 'Mod+Enter']);
  });
});
