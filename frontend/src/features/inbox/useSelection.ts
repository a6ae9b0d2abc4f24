import { useMemo, useRef, useState } from 'react';
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
  const ids = useMemo(() => chosen.intersection(new Set(shown)), [chosen, shown]);
  return {
    ids,
    toggle: (id) => {
      anchor.current = id;
      setChosen((now) => now.symmetricDifference(new Set([id])));
    },
    rangeTo: (id) => {
      const from = anchor.current ?? id;
      setChosen((now) => now.union(new Set(range(shown, from, id))));
      anchor.current = id;
    },
    all: () => setChosen(new Set(shown)),
    none: () => setChosen(new Set()),
  };
};
