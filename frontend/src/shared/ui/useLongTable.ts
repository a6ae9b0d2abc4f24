import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Rows beyond the edges of the window that are in the page, so that scrolling shows no gaps. */
const OVERSCAN = 12;

interface Place {
  scroller: HTMLElement | null;
  /** Pixels above the first row, within what scrolls. */
  margin: number;
}

const placeOf = (table: HTMLTableElement | null, before: Place): Place => {
  const scroller = table?.closest<HTMLElement>('[data-scrolls], main');
  const body = table?.tBodies[0];
  if (!scroller || !body) return before;
  const top = body.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  const margin = Math.round(top + scroller.scrollTop);
  const same = scroller === before.scroller && margin === before.margin;
  return same ? before : { scroller, margin };
};

/**
 * A table of which only the rows in sight are in the page. Its scrolling element is the nearest one with
 * `data-scrolls`, else the page's `main`.
 */
export const useLongTable = (
  table: RefObject<HTMLTableElement | null>,
  count: number,
  rowHeight: number,
) => {
  const [{ scroller, margin }, setPlace] = useState<Place>({ scroller: null, margin: 0 });
  useLayoutEffect(() => {
    const look = () => setPlace((before) => placeOf(table.current, before));
    look();
    window.addEventListener('resize', look);
    return () => window.removeEventListener('resize', look);
  }, [table, count]);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    scrollMargin: margin,
    overscan: OVERSCAN,
    // A row that was reached by key is not hidden under the table's head.
    scrollPaddingStart: rowHeight,
    initialRect: { width: 0, height: window.innerHeight },
  });
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const row = table.current?.querySelector(`tbody tr[data-index="${wanted.current}"]`);
    const target = row?.querySelector<HTMLElement>('[data-row]');
    if (!target) return;
    wanted.current = null;
    target.focus({ preventScroll: true });
  });
  const rows = virtual.getVirtualItems();
  const [first, last] = [rows[0], rows.at(-1)];
  return {
    rows,
    /** Pixels of the rows above and below those that are in the page. */
    above: first ? first.start - margin : 0,
    below: last ? virtual.getTotalSize() + margin - last.end : 0,
    measure: virtual.measureElement,
    show: (index: number) => virtual.scrollToIndex(index),
    /** Scroll to a row, and put the focus on what it holds under `data-row`. */
    focus: (index: number) => {
      wanted.current = index;
      virtual.scrollToIndex(index);
      // Where nothing has to be scrolled, nothing is drawn again.
      const row = table.current?.querySelector(`tbody tr[data-index="${index}"] [data-row]`);
      if (row instanceof HTMLElement) row.focus({ preventScroll: true });
    },
  };
};

export type LongTable = ReturnType<typeof useLongTable>;
