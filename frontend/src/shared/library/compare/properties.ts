/** What people call a property of a form or a decision that differs, instead of its place in the file. */
import words from '@/shared/i18n/en/library.json';

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
const STEP = /^(.*?)(?:\[(\d+)\])?$/;

export interface PropertyPart {
  /** Null where there is no word: the name in the file is split into words then. */
  word: PropertyWord | null;
  name: string;
  /** Which of several, from 1; empty for the only one. */
  number: string;
}

const split = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, (_all, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });

/** The parts of a property's path, outermost first, without what says nothing. */
export const wordsOf = (path: string): PropertyPart[] => {
  const steps = path
    .split('/')
    .map((step) => STEP.exec(step) ?? ['', step, ''])
    .filter(([, name = '']) => !SILENT.has(name));
  const told = steps.filter(
    ([, name = ''], at) => steps.length === 1 || at === 0 || !LAST.has(name),
  );
  return told.map(([, name = '', number = '']) => ({
    word: isWord(name) ? name : null,
    name: split(name),
    number,
  }));
};
