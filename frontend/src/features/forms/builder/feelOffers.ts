/** What the editor's panel offers while FEEL is typed: only what forms may use, since the rest is refused. */
import { snippets } from '@bpmn-io/lang-feel';
import { options, type VNode } from 'preact';
import { FUNCTION_WORDS } from '@/shared/feel/library';
import { ENGINE_FUNCTIONS } from '@/shared/feel/offered';

const OF_FORMS = new Set(FUNCTION_WORDS.map((words) => words.join(' ')));

/** One object for all: another one would set up the editor of an expression again. */
export const FORM_FEEL = { builtins: ENGINE_FUNCTIONS.filter(({ name }) => OF_FORMS.has(name)) };

let isOffering = false;

/** Begin to tell the editors of expressions what forms may use; the library has no other way in. */
export const offerFormFeel = (): void => {
  if (isOffering) return;
  isOffering = true;
  const before = options.vnode;
  options.vnode = (node: VNode) => {
    const props = node.props as Record<string, unknown>;
    const isComponent = typeof node.type === 'function';
    if (isComponent && 'feelLanguageContext' in props) props.feelLanguageContext = FORM_FEEL;
    before?.(node);
  };
};

/** Offer no functions written out while a form is edited; returns how to offer them again, to models. */
export const withholdFunctions = (): (() => void) => {
  const offered = snippets as { label: string }[];
  const place = offered.findIndex(({ label }) => label === 'function');
  if (place < 0) return () => undefined;
  const withheld = offered.splice(place, 1);
  return () => void offered.splice(place, 0, ...withheld);
};
