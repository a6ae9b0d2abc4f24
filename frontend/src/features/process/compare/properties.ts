/** What people call a property that differs, instead of its place in the file. */
import words from '@/shared/i18n/en/process.json';
import { splitPath, type PropertyPart } from '@/shared/library/compare/parts';

export type PropertyWord = keyof typeof words.compare.property;

const isWord = (name: string): name is PropertyWord => name in words.compare.property;

/** Wrappers that say nothing of their own. */
const SILENT = new Set(['extensionElements', 'ioMapping', 'io', 'properties', 'listeners']);

/** The parts of a property's path, outermost first, without what says nothing. */
export const partsOf = (path: string): PropertyPart<PropertyWord>[] =>
  splitPath(path, SILENT, isWord);
