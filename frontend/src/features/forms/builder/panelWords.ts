/**
 * What the editor itself writes in its palette and its panel, put into our words.
 *
 * Like the viewer it has no hook to translate them. They are changed while the elements are described, before they are
 * drawn: only in places that hold nothing of the form's author.
 */
import { cloneElement, options, type ComponentChildren, type VNode } from 'preact';
import { i18next } from '@/shared/i18n';
import english from '@/shared/i18n/en/builder.json';

type Props = Record<string, unknown>;

/** Sentences of the library that are not true of our forms; the keys of ours. */
const OURS: Readonly<Record<string, string>> = {
  'Make this field read-only when it cannot be edited by the end-user, but its content is important for them to see. Its data will still be submitted.':
    'library.readOnlyHint',
};

const PLACE = '{{what}}';
const ENTRIES = Object.entries(english.editor);
const WHOLE = new Map(ENTRIES.map(([key, theirs]) => [theirs, `editor.${key}`]));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const WITH_PLACE = ENTRIES.filter(([, theirs]) => theirs.includes(PLACE)).map(([key, theirs]) => {
  const [before = '', after = ''] = theirs.split(PLACE);
  return { key: `editor.${key}`, theirs: new RegExp(`^${escaped(before)}(.+)${escaped(after)}$`) };
});

/** The key of our words for a text of the library, with what stands in its place; null where we have none. */
const found = (text: string): { key: string; what: string } | null => {
  const key = OURS[text] ?? WHOLE.get(text);
  if (key !== undefined) return { key, what: '' };
  for (const one of WITH_PLACE) {
    const what = one.theirs.exec(text)?.[1];
    if (what !== undefined) return { key: one.key, what };
  }
  return null;
};

/** Put one text of the library into our words; one that is not the library's stays as it is. */
export const said = (text: string): string => {
  const ours = found(text.trim().replace(/\s+/g, ' '));
  // i18next types its keys, which these are only at run time.
  const say = i18next.t as (key: string, words: object) => string;
  return ours ? say(ours.key, { ns: 'builder', what: ours.what }) : text;
};

/** Elements whose texts are the library's alone. */
const PLACES = new Set([
  ...['header', 'search', 'search-clear', 'group-title', 'no-entries', 'field'].map(
    (name) => `fjs-palette-${name}`,
  ),
  'fjs-context-pad-item',
  'fjs-empty-component-text',
  'fjs-empty-editor-card',
  'fjs-form-field-placeholder',
  'fjs-repeat-render-footer',
  ...[
    'header-type',
    'placeholder-text',
    'group-header-title',
    'group-header-button',
    'label',
    'description',
    'error',
    'tooltip-wrapper',
    'tooltip-content',
    'toggle-switch__label',
    'dot',
    'list-badge',
    'arrow',
    'add-entry-label',
    'remove-entry',
    'open-feel-popup',
    'feel-icon',
    'feel-editor__open-popup-placeholder',
    'feelers-editor__popup-placeholder',
    'popup__close',
  ].map((name) => `bio-properties-panel-${name}`),
]);
/** Where an entry without a name says so; one with a name has it from the author. */
const UNNAMED = 'bio-properties-panel-collapsible-entry-header-title';
const PARTS = ['title', 'placeholder', 'aria-label'] as const;
/** Examples to be copied. */
const NOT_INTO = new Set(['pre', 'code']);

const isNode = (value: unknown): value is VNode<Props> =>
  typeof value === 'object' && value !== null && 'props' in value;

const isOpen = ({ type, props }: VNode<Props>): boolean =>
  props.children !== undefined && !(typeof type === 'string' && NOT_INTO.has(type));

/** Reword texts, also in lists and in elements inside. */
const reworded = (value: unknown): unknown => {
  if (typeof value === 'string') return said(value);
  if (Array.isArray(value)) return value.map(reworded);
  if (!isNode(value) || !isOpen(value)) return value;
  // Not changed in place: the library describes some of them once for all.
  return cloneElement(value, {}, reworded(value.props.children) as ComponentChildren);
};

const rewordParts = (props: Props): void => {
  for (const part of PARTS) {
    const text = props[part];
    if (typeof text === 'string') props[part] = said(text);
  }
};

/** The choices of a setting are the library's, but for those of a default value: these are the author's. */
const isOwnChoice = ({ name }: Props): boolean => name !== 'defaultValue';

const classesOf = ({ class: own, className }: Props): string[] => {
  const classes = own ?? className;
  return typeof classes === 'string' ? classes.split(/\s+/) : [];
};

/** Pages of the library's makers tell of another product than ours. */
const THEIR_PAGES = /^https:\/\/docs\.camunda\.io\//;

const rewordElement = (type: string, props: Props): void => {
  if (type === 'a' && THEIR_PAGES.test(String(props.href))) {
    props.hidden = true;
    delete props.href;
  }
  const classes = classesOf(props);
  const isUnnamed = classes.includes(UNNAMED) && classes.includes('empty');
  if (isUnnamed || classes.some((name) => PLACES.has(name))) {
    rewordParts(props);
    props.children = reworded(props.children);
  } else if (type === 'select' && classes.includes('bio-properties-panel-input')) {
    if (isOwnChoice(props)) props.children = reworded(props.children);
  } else if (
    type === 'table' &&
    classes.includes('fjs-disabled') &&
    Array.isArray(props.children)
  ) {
    // The head has the author's words; the cells show where the data will stand.
    const [head, ...cells] = props.children as unknown[];
    props.children = [head, ...cells.map(reworded)];
  }
};

/** The text editors of the panel take the name of their field as an attribute that they set themselves. */
const rewordEditor = (props: Props): void => {
  const { contentAttributes } = props;
  if (typeof contentAttributes !== 'object' || contentAttributes === null) return;
  const attributes = { ...contentAttributes } as Props;
  rewordParts(attributes);
  props.contentAttributes = attributes;
};

let isSpeaking = false;

/** Begin to put the editor's words into ours; once is enough for all editors of a page. */
export const speakForEditor = (): void => {
  if (isSpeaking) return;
  isSpeaking = true;
  const before = options.vnode;
  options.vnode = (node) => {
    const props = node.props as Props;
    if (typeof node.type === 'string') rewordElement(node.type, props);
    else rewordEditor(props);
    before?.(node);
  };
};

interface Kind {
  name?: string;
  label?: string | null;
  create: (given?: Props, isNew?: boolean) => Props;
}
interface Named {
  config: Kind;
}
interface NamedFields {
  _formFields: Record<string, Named>;
}

const FIRST_LABELS = ['label', 'dateLabel', 'timeLabel'] as const;

/** A kind of component with its names in our words, also those that a new one of it gets. */
const namedKind = (kind: Kind): Kind => ({
  ...kind,
  ...(kind.name ? { name: said(kind.name) } : {}),
  ...(kind.label ? { label: said(kind.label) } : {}),
  create: (given = {}, isNew) => {
    const made = kind.create(given, isNew);
    for (const name of isNew ? FIRST_LABELS : []) {
      const first = made[name];
      if (typeof first === 'string' && given[name] === undefined) made[name] = said(first);
    }
    return made;
  },
});

/** Name the kinds of components in our words: in the palette, to its search, and as the first label of a new one. */
const nameFields = (formFields: NamedFields): object => {
  speakForEditor();
  for (const [type, field] of Object.entries(formFields._formFields)) {
    // The library's own component is shared by all editors: ours is a copy of it.
    const drawn = field as unknown as (props: object) => unknown;
    formFields._formFields[type] = Object.assign((props: object) => drawn(props), {
      config: namedKind(field.config),
    });
  }
  return {};
};

export const panelWords = {
  __init__: ['nameFields'],
  nameFields: ['factory', Object.assign(nameFields, { $inject: ['formFields'] })],
};
