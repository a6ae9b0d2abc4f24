import { describe, expect, it } from 'vitest';
import { fillMention, piecesOf, typedMention } from './mentions';

describe('mentions', () => {
  it('sees the name before the caret', () => {
    expect(typedMention('ask @al', 7)).toEqual({ at: 4, text: 'al' });
    expect(typedMention('@', 1)).toEqual({ at: 0, text: '' });
    expect(typedMention('ask @al now', 11)).toBeNull();
    expect(typedMention('mail@example', 12)).toBeNull();
  });

  it('fills a name in and leaves what follows', () => {
    const typed = typedMention('ask @al please', 7)!;
    expect(fillMention('ask @al please', 7, typed, 'alice')).toEqual({
      text: 'ask @alice please',
      caret: 11,
    });
  });

  it('marks those who were reached, not names of nobody', () => {
    expect(piecesOf('@alice, see @nobody.', ['alice'])).toEqual([
      { text: '@alice', isMention: true },
      { text: ', see @nobody.', isMention: false },
    ]);
    expect(piecesOf('Ask @alice.', ['alice']).map(({ text }) => text)).toEqual([
      'Ask ',
      '@alice',
      '.',
    ]);
  });
});
