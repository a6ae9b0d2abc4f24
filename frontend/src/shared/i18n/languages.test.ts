import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { words } from './de';
import { spoken } from './language';

type Words = { [key: string]: string | Words };

const HERE = new URL('.', import.meta.url);
const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`en/${file}`, HERE), 'utf8')) as Words;

/** The texts by their dotted keys. */
const flat = (texts: Words, before = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[before + key, text]] : flat(text, `${before}${key}.`),
  );

const placeholders = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name);

const GERMAN = words as Record<string, Words>;

describe.each(readdirSync(new URL('en', HERE)))('%s', (file) => {
  const german = new Map(flat(GERMAN[file.replace('.json', '')] ?? {}));
  const english = new Map(flat(read(file)));

  it('has each text in German, too', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fills the same places in German', () => {
    for (const [key, text] of english) {
      const places = (one: string | undefined) => [...new Set(placeholders(one ?? ''))].sort();
      expect([key, ...places(german.get(key))]).toEqual([key, ...places(text)]);
    }
  });
});

describe('spoken', () => {
  it.each([
    [['de', 'en'], 'de'],
    [['de-AT'], 'de'],
    [[null, 'fr-FR', 'de-CH', 'en'], 'de'],
    [['fr'], 'en'],
    [['den'], 'en'],
    [['en-US', 'de'], 'en'],
    [[], 'en'],
  ])('of %j takes %s', (tags, language) => expect(spoken(tags)).toBe(language));
});
