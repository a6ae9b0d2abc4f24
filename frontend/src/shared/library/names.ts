import type { DraftKind } from '@/shared/drafts';
import { partsOf } from './differences';

/** What people call the elements of a file, by their ids; where it has no name, the id itself. */
export const namesIn = (kind: DraftKind, content: string): ((id: string) => string) => {
  if (kind === 'process') {
    const model = new DOMParser().parseFromString(content, 'application/xml');
    return (id) =>
      model
        .querySelector(`[id='${CSS.escape(id)}']`)
        ?.getAttribute('name')
        ?.trim() || id;
  }
  const parts = partsOf(kind, content);
  const named = (id: string) => parts?.get(id)?.name;
  if (kind === 'form') return (id) => named(id) || id;
  const model = new DOMParser().parseFromString(content, 'application/xml');
  // A cell is called as its rule is, an expression as its column.
  const holder = (id: string) =>
    model
      .querySelector(`[id='${CSS.escape(id)}']`)
      ?.closest('rule, input, output')
      ?.getAttribute('id') ?? id;
  return (id) => named(id) || named(holder(id)) || id;
};
