import english from '@/shared/i18n/en/modeler.json';
import type { Texts } from '../panel/field';

/** Words of the libraries that say more of BPMN than of what to do; the keys of ours. */
const OURS: Record<string, string> = {
  'Element documentation': 'library.notes',
  'Process documentation': 'library.notes',
};

/** What else the libraries say, in their words, and where it stands among ours. */
const THEIRS = new Map(
  Object.entries(english.editor).map(([key, theirs]) => [theirs, `editor.${key}`]),
);

type Replacements = Record<string, string>;

/** Make the service that puts the words of the libraries in place. */
export const makeTranslate =
  (texts: Texts) =>
  (template: string, replacements: Replacements = {}): string => {
    const key = OURS[template] ?? THEIRS.get(template);
    const words = key === undefined ? template : texts(key);
    return words.replace(/\{([^}]+)\}/g, (whole, name: string) => replacements[name] ?? whole);
  };

const DESCRIBED = ['id', 'documentation'];

/** Say below the library's own fields what they are for. */
export const describeFields = (texts: Texts): Record<string, () => string> =>
  Object.fromEntries(DESCRIBED.map((id) => [id, () => texts(`library.${id}`)]));
