import {
  CheckboxEntry,
  FeelEntry,
  FeelLanguageContext,
  FeelTextAreaEntry,
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isCheckboxEntryEdited,
  isFeelEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from '@bpmn-io/properties-panel';
import { jsx } from '@bpmn-io/properties-panel/preact/jsx-runtime';
import { useService } from 'bpmn-js-properties-panel';
import type { ModdleElement } from '@/shared/bpmn/types';
import { ENGINE_FUNCTIONS } from '@/shared/feel/offered';
import { useWriter, type EntryProps } from './entries';
import type { Field, FieldKind, Texts } from './field';

const WIDGETS: Record<FieldKind, unknown> = {
  text: TextFieldEntry,
  feel: FeelEntry,
  longFeel: FeelTextAreaEntry,
  expression: FeelEntry,
  script: FeelTextAreaEntry,
  code: TextAreaEntry,
  check: CheckboxEntry,
  select: SelectEntry,
};

/** Tells the panel whether a field differs from its default, for the dot in the group's head. */
export const isEdited: Record<FieldKind, (node: HTMLElement) => boolean> = {
  text: isTextFieldEntryEdited,
  feel: isFeelEntryEdited,
  longFeel: isFeelEntryEdited,
  expression: isFeelEntryEdited,
  script: isFeelEntryEdited,
  code: isTextAreaEntryEdited,
  check: isCheckboxEntryEdited,
  // the first option is the default
  select: (node) => node instanceof HTMLSelectElement && node.selectedIndex > 0,
};

// stable objects: a new one would set the FEEL editor up again on each key
const LANGUAGE = { builtins: ENGINE_FUNCTIONS, dialect: 'expression' };
const NO_VARIABLES: readonly object[] = [];

/** A script has lines. */
const CODE_ROWS = 8;

const FEEL_MODE: Partial<Record<FieldKind, 'optional' | 'required'>> = {
  feel: 'optional',
  longFeel: 'optional',
  expression: 'required',
  script: 'required',
};

const choicesOf = (field: Field, host: ModdleElement, texts: Texts) =>
  field.choices?.(host, texts) ??
  (field.options ?? []).map((value) => ({ value, label: texts(`option.${value}`) }));

/** The FEEL widget marks its values with `=`; a script's text has no such mark. */
const shown = ({ kind, options }: Field, value: unknown): unknown => {
  if (kind === 'check') return value === true;
  if (kind === 'select') return value ?? options?.[0];
  const text = typeof value === 'string' ? value : '';
  const marked = kind === 'script' || kind === 'expression';
  return marked && text !== '' && !text.startsWith('=') ? `=${text}` : text;
};

const stored = ({ kind, options }: Field, value: unknown): unknown => {
  if (kind === 'select') return value === options?.[0] ? undefined : value;
  if (typeof value !== 'string') return value;
  if (kind === 'script') return value.replace(/^=/, '');
  return value === '=' ? '' : value;
};

const hintOf = ({ hint, id }: Field, host: ModdleElement, texts: Texts): string | undefined => {
  if (typeof hint === 'function') return hint(host, texts);
  return hint ? texts(`hint.${id}`) : undefined;
};

/** One setting in the panel; runs inside the panel's own Preact. */
export const FieldEntry = (props: EntryProps): unknown => {
  const { element, id, field, host } = props;
  const write = useWriter(props);
  const debounce = useService('debounceInput');
  const texts = useService('texts') as Texts;
  const { kind, required } = field;

  const widget = jsx(WIDGETS[kind] as never, {
    element,
    id,
    debounce,
    label: field.label ?? texts(`field.${field.id}`),
    description: hintOf(field, host, texts),
    feel: FEEL_MODE[kind],
    disabled: field.isReadOnly,
    monospace: kind === 'code',
    rows: kind === 'code' ? CODE_ROWS : undefined,
    variables: NO_VARIABLES,
    getOptions: () => choicesOf(field, host, texts),
    getValue: () => shown(field, field.read(host)),
    setValue: (value: unknown) => write(stored(field, value)),
    validate: required
      ? (value: unknown) => (value ? undefined : texts(`missing.${required}`))
      : undefined,
  });
  return FEEL_MODE[kind]
    ? jsx(FeelLanguageContext.Provider, { value: LANGUAGE, children: widget })
    : widget;
};
