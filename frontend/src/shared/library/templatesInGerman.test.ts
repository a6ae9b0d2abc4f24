import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inGerman } from './templatesInGerman';

const FOLDER = new URL('../../../../bpm/definitions/templates/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => /\.(bpmn|dmn|form)$/.test(name));

/** What people read: names of elements, labels, sentences; not the names of the whole, of variables and of rules. */
const READ = [
  /<bpmn:(?!process|definitions)\w+ [^>]*\bname="([^"]*)"/g,
  /\blabel="([^"]*)"/g,
  /<(?:\w+:)?(?:documentation|description)>([^<]*)</g,
  /<bpm:parameter name="(?:subject|text)">([^<]*)</g,
  /"(?:label|dateLabel|text|description)": "([^"]*)"/g,
];
const readIn = (text: string): string[] =>
  READ.flatMap((place) => [...text.matchAll(place)].map(([, said]) => said ?? ''));

describe('a template in German', () => {
  it.each(FILES)('%s has no English left, and nothing but words changed', (name) => {
    const english = readFileSync(new URL(name, FOLDER), 'utf8');
    const german = inGerman(english);
    const [before, after] = [readIn(english), readIn(german)];
    expect(before.length).toBeGreaterThan(0);
    expect(after.filter((said, index) => said === before[index])).toEqual([]);
    const ids = (text: string) =>
      [...text.matchAll(/\b(?:id|"id"|"key")[=:] ?"([^"]*)"/g)].map(([all]) => all);
    expect(ids(german)).toEqual(ids(english));
  });

  it('leaves what programs read', () => {
    const content = '<bpm:input name="approved">=false</bpm:input><text>"yes"</text>';
    expect(inGerman(content)).toBe(content);
  });
});
