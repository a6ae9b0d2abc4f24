const STEP = /^(.*?)(?:\[(\d+)\])?$/;

/** One step of a property's path, as it is told. */
export interface PropertyPart<Word extends string> {
  /** Null where there is no word: the name in the file is split into words then. */
  word: Word | null;
  name: string;
  /** Which of several, from 1; empty for the only one. */
  number: string;
}

const split = (name: string): string =>
  name.replace(/([a-z\d])([A-Z])/g, (_all, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });

/** The parts of a property's path, outermost first, without the wrappers that say nothing. */
export const splitPath = <Word extends string>(
  path: string,
  silent: ReadonlySet<string>,
  isWord: (name: string) => name is Word,
): PropertyPart<Word>[] =>
  path
    .split('/')
    .map((step) => STEP.exec(step) ?? ['', step, ''])
    .filter(([, name = '']) => !silent.has(name))
    .map(([, name = '', number = '']) => ({
      word: isWord(name) ? name : null,
      name: split(name),
      number,
    }));
