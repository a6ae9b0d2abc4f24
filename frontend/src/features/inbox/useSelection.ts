import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { range } from './groups';

export interface Selection {
  /** Selected and still in the list. */
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  rangeTo: (id: string) => void;
  all: () => void;
  none: () => void;
}

/** Which rows are selected; rows that leave the list leave the selection too. */
export const useSelection = (shown: readonly string[]): Selection => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const ids = useMemo(
    () => (chosen.size > 0 ? chosen.intersection(new Set(shown)) : chosen),
    [chosen, shown],
  );
  // The same functions all the time: a row is drawn again only when something of it changed.
  const inOrder = useRef(shown);
  useEffect(() => {
    inOrder.current = shown;
  }, [shown]);
  const toggle = useCallback((id: string) => {
    anchor.current = id;
    setChosen((now) => now.symmetricDifference(new Set([id])));
  }, []);
  const rangeTo = useCallback((id: string) => {
    const from = anchor.current ?? id;
    setChosen((now) => now.union(new Set(range(inOrder.current, from, id))));
    anchor.current = id;
  }, []);
  return {
    ids,
    toggle,
    rangeTo,
    all: () => setChosen(new Set(shown)),
    none: () => setChosen(new Set()),
  };
};
