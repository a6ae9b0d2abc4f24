import { describe, expect, it } from 'vitest';
import { wordsOf } from './properties';

const told = (path: string) =>
  wordsOf(path).map(({ word, name, number }) => [word ?? `${name}?`, number].join(' ').trim());

describe('words of properties', () => {
  it.each([
    ['label', ['label']],
    ['validate/required', ['required']],
    ['decisionTable/hitPolicy', ['hitPolicy']],
    ['inputExpression/text', ['inputExpression']],
    ['text', ['text']],
    ['itemComponent[2]/typeRef', ['itemComponent 2', 'typeRef']],
    ['extensionElements/someVendorWord', ['some vendor word?']],
  ])('of %s', (path, words) => expect(told(path)).toEqual(words));
});
