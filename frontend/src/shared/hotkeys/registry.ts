import { isSingleCharacter, notation, Sequencer } from './keys';

export interface Binding {
  /** All sequences that do the same. */
  keys: readonly string[];
  label: string;
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Works while typing and inside dialogs too. */
  everywhere?: boolean;
  /** Works while typing, not inside dialogs. */
  whileTyping?: boolean;
}

const SWITCH = 'kontor.single-keys';
const sets = new Map<object, readonly Binding[]>();
const listeners = new Set<() => void>();
const sequencer = new Sequencer<Binding>();
let snapshot: readonly Binding[] = [];

const changed = () => {
  snapshot = [...sets.values()].flat();
  listeners.forEach((listener) => listener());
};

/** Bindings of the page in order of registration: a later one wins. */
export const bindings = (): readonly Binding[] => snapshot;

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Add a set of bindings; the answer removes it. */
export const register = (set: readonly Binding[]): (() => void) => {
  const owner = {};
  sets.set(owner, set);
  changed();
  return () => {
    sets.delete(owner);
    changed();
  };
};

export const singleKeysAreOn = (): boolean => localStorage.getItem(SWITCH) !== 'off';
export const switchSingleKeys = (on: boolean): void =>
  localStorage.setItem(SWITCH, on ? 'on' : 'off');

const TYPING =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true], [contenteditable=""]';
// Editors of diagrams have keys of their own; what only shows one leaves the page its keys.
const EDITING = '.djs-container:not([data-view-only] *)';
// Enter and Space belong to the control that has the focus.
const OPERABLE = 'a, button, [role=tab], [role=menuitem], [role=option], input, summary';

const ABOVE = '[role=dialog][aria-modal=true], [role=menu]';

/** Whether a dialog was open when the key went down: the same key may have closed it by now. */
let wasCovered = false;

const mayRun = (binding: Binding, target: Element | null, step: string): boolean => {
  if (!singleKeysAreOn() && binding.keys.every(isSingleCharacter)) return false;
  if (binding.everywhere) return true;
  if (wasCovered || document.querySelector(ABOVE)) return false;
  if (step === 'Enter' && target?.closest(OPERABLE)) return false;
  if (binding.whileTyping) return true;
  return !target?.closest(TYPING) && !target?.closest(EDITING);
};

/** Listen on the document; the answer stops it. */
export const listen = (): (() => void) => {
  const onKey = (event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)
    )
      return;
    const target = event.target instanceof Element ? event.target : null;
    const step = notation(event);
    const able = snapshot.filter((binding) => mayRun(binding, target, step));
    const match = sequencer.press(step, able, event.timeStamp);
    if (match.kind !== 'found') return;
    event.preventDefault();
    match.binding.run(event);
  };
  const onFirst = () => {
    wasCovered = document.querySelector(ABOVE) !== null;
  };
  window.addEventListener('keydown', onFirst, true);
  document.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onFirst, true);
    document.removeEventListener('keydown', onKey);
  };
};
