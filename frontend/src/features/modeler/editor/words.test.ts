import * as options from 'bpmn-js/lib/features/replace/ReplaceOptions';
import { describe, expect, it } from 'vitest';
import german from '@/shared/i18n/de/modeler.json';
import { keepReplacement } from './kinds';
import { makeTranslate } from './words';

const texts = (key: string): string => {
  const found = key.split('.').reduce<unknown>((at, step) => (at as never)[step], german);
  if (typeof found !== 'string') throw new Error(`no text ${key}`);
  return found;
};
const translate = makeTranslate(texts);

describe('the words of the editor', () => {
  it('are German for each replacement that the menu keeps', () => {
    const { TYPED_EVENT, ...LISTS } = options;
    const kept = [...Object.values(LISTS), ...Object.values(TYPED_EVENT)]
      .flat()
      .filter(({ actionName }) => keepReplacement(actionName))
      .map(({ label }) => label as string);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter((label) => translate(label) === label)).toEqual([]);
  });

  it('have their places filled', () => {
    expect(translate('Open {element}', { element: 'Prüfen' })).toBe('Prüfen öffnen');
    expect(translate('Align elements left')).toBe('Links ausrichten');
  });

  it('stay as they are where we have none', () => {
    expect(translate('Approve {x}', { x: 'it' })).toBe('Approve it');
  });
});
