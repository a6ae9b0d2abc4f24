import { readFileSync } from 'node:fs';
import { snippets } from '@bpmn-io/lang-feel';
import { createElement } from 'preact';
import { expect, it } from 'vitest';
import { FORM_FEEL, offerFormFeel, withholdFunctions } from './feelOffers';

const table = JSON.parse(
  readFileSync(new URL('../../../../../tests/forms/expressions.json', import.meta.url), 'utf8'),
) as { functions: string[] };

it('offers the functions that forms may use, and all of them', () => {
  const offered = new Set(FORM_FEEL.builtins.map(({ name }) => name));
  expect([...offered].sort()).toEqual(table.functions);
});

it('reaches every editor of an expression', () => {
  offerFormFeel();
  const Editor = (_props: { feelLanguageContext: object | undefined }) => null;
  const { props } = createElement(Editor, { feelLanguageContext: undefined });
  expect(props).toEqual({ feelLanguageContext: FORM_FEEL });
});

it('offers no function written out, until no form is edited any more', () => {
  const labels = () => snippets.map(({ label }) => label);
  const before = labels();
  const giveBack = withholdFunctions();
  expect(before).toContain('function');
  expect(labels()).toEqual(before.filter((label) => label !== 'function'));
  giveBack();
  expect(labels()).toEqual(before);
});
