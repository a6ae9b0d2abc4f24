/** Key notation: `j`, `?`, `Enter`, `Shift+x`, `Mod+Enter` (Ctrl, or ⌘ on a Mac); a sequence is parted by blanks: `g i`. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const SHIFTED_LETTER = /^[A-Z]$/;

/** Write a key press in the notation; shift is named only with letters and named keys, since `?` already needs it. */
export const notation = (press: KeyPress): string => {
  const letter = press.key.length === 1;
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push('Mod');
  if (press.altKey) parts.push('Alt');
  if (press.shiftKey && (!letter || SHIFTED_LETTER.test(press.key))) parts.push('Shift');
  parts.push(letter ? press.key.toLowerCase() : press.key);
  return parts.join('+');
};

/** Tell whether a binding is made of plain characters, which a person may switch off (WCAG 2.1.4). */
export const isSingleCharacter = (keys: string): boolean =>
  keys.split(' ').every((step) => step.length === 1 || /^Shift\+.$/.test(step));

export type Match<T> = { kind: 'none' } | { kind: 'pending' } | { kind: 'found'; binding: T };

/** Follows key presses and finds the binding whose sequence they complete. */
export class Sequencer<T extends { keys: readonly string[] }> {
  private steps: string[] = [];
  private lastAt = 0;
  private readonly patienceMs: number;

  constructor(patienceMs = 1200) {
    this.patienceMs = patienceMs;
  }

  press(step: string, bindings: readonly T[], at: number): Match<T> {
    if (at - this.lastAt > this.patienceMs) this.steps = [];
    this.lastAt = at;
    const begun = this.steps;
    const match = this.match([...begun, step], bindings);
    if (match.kind !== 'none' || begun.length === 0) return match;
    // A broken sequence may be the beginning of another one.
    return this.match([step], bindings);
  }

  private match(steps: string[], bindings: readonly T[]): Match<T> {
    const typed = steps.join(' ');
    this.steps = [];
    const found = bindings.findLast((binding) => binding.keys.includes(typed));
    if (found) return { kind: 'found', binding: found };
    const pending = bindings.some((binding) =>
      binding.keys.some((keys) => keys.startsWith(`${typed} `)),
    );
    if (!pending) return { kind: 'none' };
    this.steps = steps;
    return { kind: 'pending' };
  }
}

const SHOWN: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Shift: '⇧',
};
const MAC = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

/** Split a binding into the caps that the sheet and the buttons draw. */
export const caps = (keys: string): string[] =>
  keys
    .split(/[ +]/)
    .map((part) =>
      part === 'Mod'
        ? MAC
          ? '⌘'
          : 'Ctrl'
        : (SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part)),
    );
