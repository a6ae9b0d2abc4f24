/**
 * What the viewer itself writes beside the fields, put into our words.
 *
 * It has no hook to translate them. They are changed while the elements are described, before they are drawn: only in
 * places that hold nothing of a form's author.
 */
import { Fragment, options, type VNode } from 'preact';
import { word } from './speech';

type Word =
  | 'select'
  | 'search'
  | 'noResults'
  | 'allChosen'
  | 'removeTag'
  | 'addRow'
  | 'removeRow'
  | 'showRows'
  | 'hideRows'
  | 'noRows'
  | 'of'
  | 'back'
  | 'on'
  | 'sortDown'
  | 'sortUp'
  | 'sortNot';
type Part = 'children' | 'placeholder' | 'title' | 'aria-label';
type Props = Record<string, unknown> & { class?: unknown };

interface Phrase {
  part: Part;
  theirs: RegExp;
  ours: Word;
}

const phrase = (part: Part, theirs: RegExp, ours: Word): Phrase => ({ part, theirs, ours });

/** By class of the element. */
const PHRASES: Readonly<Record<string, readonly Phrase[]>> = {
  'fjs-select-placeholder': [phrase('children', /^Select$/, 'select')],
  'fjs-input': [phrase('placeholder', /^Search$/, 'search')],
  'fjs-taglist-input': [phrase('placeholder', /^Search$/, 'search')],
  'fjs-dropdownlist-empty': [
    phrase('children', /^No results$/, 'noResults'),
    phrase('children', /^All values selected$/, 'allChosen'),
  ],
  'fjs-taglist-tag-remove': [phrase('title', /^Remove tag$/, 'removeTag')],
  'fjs-repeat-render-add': [phrase('children', /^Add new$/, 'addRow')],
  'fjs-repeat-row-remove': [phrase('aria-label', /^Remove list item (\d+)$/, 'removeRow')],
  'fjs-repeat-render-collapse': [
    phrase('children', /^Expand all \((\d+)\)$/, 'showRows'),
    phrase('children', /^Collapse$/, 'hideRows'),
  ],
  'fjs-table-empty': [phrase('children', /^Nothing to show\.$/, 'noRows')],
  'fjs-table-nav-label': [phrase('children', /^ of $/, 'of')],
  'fjs-table-nav-button': [
    phrase('aria-label', /^Previous page$/, 'back'),
    phrase('aria-label', /^Next page$/, 'on'),
  ],
  'fjs-table-th': [
    phrase('aria-label', /^Click to sort by (.*) descending$/s, 'sortDown'),
    phrase('aria-label', /^Click to sort by (.*) ascending$/s, 'sortUp'),
    phrase('aria-label', /^Click to remove sorting$/, 'sortNot'),
  ],
};

/** A cell over all columns: the sentence of a table without rows. */
const EMPTY_ROW: readonly Phrase[] = [phrase('children', /^Nothing to show\.$/, 'noRows')];

const said = (text: string, { theirs, ours }: Phrase): string => {
  const found = theirs.exec(text);
  return found ? word(`own.${ours}`, { what: found[1] ?? '' }) : text;
};

const isFragment = (value: unknown): value is VNode<Props> =>
  typeof value === 'object' && value !== null && (value as VNode).type === Fragment;

/** Put texts into our words, also in lists and in groups without an element of their own. */
const reworded = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => reworded(one, change));
  if (isFragment(value)) value.props.children = reworded(value.props.children, change) as never;
  return value;
};

const phrasesOf = (props: Props): readonly Phrase[] => {
  const classes = props.class;
  if (typeof classes !== 'string' || !classes.includes('fjs-')) return [];
  const found = classes.split(/\s+/).flatMap((name) => PHRASES[name] ?? []);
  return classes === 'fjs-table-td' && 'colSpan' in props ? [...found, ...EMPTY_ROW] : found;
};

const reword = (props: Props): void => {
  for (const one of phrasesOf(props)) {
    if (one.part in props) props[one.part] = reworded(props[one.part], (text) => said(text, one));
  }
};

let isSpeaking = false;

/** Begin to put the viewer's words into ours; once is enough for all forms of a page. */
export const speakForViewer = (): void => {
  if (isSpeaking) return;
  isSpeaking = true;
  const before = options.vnode;
  options.vnode = (node) => {
    if (typeof node.type === 'string') reword(node.props as Props);
    before?.(node);
  };
};
