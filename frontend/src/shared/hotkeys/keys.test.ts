import { describe, expect, it } from 'vitest';
import { caps, isSingleCharacter, notation, Sequencer } from './keys';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {},
) => notation({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

describe('notation', () => {
  it('names what was pressed', () => {
    expect(press('j')).toBe('j');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('X', { shiftKey: true })).toBe('Shift+x');
    expect(press('Enter', { metaKey: true })).toBe('Mod+Enter');
    expect(press('k', { ctrlKey: true })).toBe('Mod+k');
  });

  it('knows what a person may switch off', () => {
    expect(isSingleCharacter('g i')).toBe(true);
    expect(isSingleCharacter('Shift+x')).toBe(true);
    expect(isSingleCharacter('Mod+k')).toBe(false);
    expect(isSingleCharacter('Escape')).toBe(false);
  });

  it('draws caps', () => expect(caps('Mod+Enter')).toEqual(['Ctrl', '↵']));
});

describe('sequences', () => {
  const bindings = [
    { keys: ['g i'] },
    { keys: ['g s'] },
    { keys: ['j'] },
    { keys: ['j'], later: true },
  ];

  it('waits for the second key', () => {
    const sequencer = new Sequencer<(typeof bindings)[number]>();
    expect(sequencer.press('g', bindings, 0).kind).toBe('pending');
    expect(sequencer.press('s', bindings, 100)).toEqual({ kind: 'found', binding: bindings[1] });
  });

  it('forgets after a while', () => {
    const sequencer = new Sequencer<(typeof bindings)[number]>(1000);
    sequencer.press('g', bindings, 0);
    expect(sequencer.press('i', bindings, 2000).kind).toBe('none');
  });

  it('lets the later binding win and begins anew after a broken sequence', () => {
    const sequencer = new Sequencer<(typeof bindings)[number]>();
    sequencer.press('g', bindings, 0);
    expect(sequencer.press('j', bindings, 10)).toEqual({ kind: 'found', binding: bindings[3] });
  });
});
