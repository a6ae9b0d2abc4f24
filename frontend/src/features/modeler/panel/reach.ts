const TRIES = 60;
const ENOUGH = 10;

const FIELD = 'input, select, textarea, [contenteditable=true]';

const foldedGroupOf = (entry: Element): HTMLElement | null | undefined =>
  entry
    .closest('.bio-properties-panel-group')
    ?.querySelector<HTMLElement>('.bio-properties-panel-group-header:not(.open)');

/**
 * Unfold what an entry of the panel stands in, and set the focus into its field.
 *
 * The panel draws itself anew some frames after an element is chosen, with other fields of the same
 * names, and unfolds a group some frames after it is asked to. So whoever has the name is looked up
 * in each frame, until one has kept the focus for some of them.
 */
export const reachEntry = (id: string): void => {
  const asked = new Set<HTMLElement>();
  const look = (tries: number, kept: number): void => {
    if (tries === 0 || kept === ENOUGH) return;
    requestAnimationFrame(() => {
      const entry = document.querySelector(`[data-entry-id="${CSS.escape(id)}"]`);
      const field = entry?.querySelector<HTMLElement>(FIELD);
      if (!entry || !field) return look(tries - 1, 0);
      if (document.activeElement === field) return look(tries - 1, kept + 1);
      const group = foldedGroupOf(entry);
      if (group && !asked.has(group)) {
        asked.add(group);
        group.click();
      }
      entry.scrollIntoView({ block: 'nearest' });
      field.focus();
      look(tries - 1, 0);
    });
  };
  look(TRIES, 0);
};
