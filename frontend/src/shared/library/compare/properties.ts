/** What people call a property of a form or a decision that differs, instead of its place in the file. */
import words from '@/shared/i18n/en/library.json';
import { splitPath, type PropertyPart } from './parts';

export type PropertyWord = keyof typeof words.compare.property;

const isWord = (name: string): name is PropertyWord => name in words.compare.property;

/** Wrappers that say nothing of their own. */
const SILENT = new Set([
  'extensionElements',
  'decisionTable',
  'validate',
  'conditional',
  'appearance',
  'properties',
]);
/** What says nothing where more follows: an expression's text is the expression. */
const LAST = new Set(['text']);

/** The parts of a property's path, outermost first, without what says nothing. */
export const wordsOf = (path: string): PropertyPart<PropertyWord>[] => {
  const parts = splitPath(path, SILENT, isWord);
  return parts.filter(({ name }, at) => parts.length === 1 || at === 0 || !LAST.has(name));
};
