import { useCallback, useState } from 'react';
import type { UserTask } from '@/shared/api';

interface Steady {
  rows: UserTask[];
  /** How many new rows wait to be shown. */
  waiting: number;
  showAll: () => void;
}

/** Rows known so far, and those that came while the person was at the list. */
export const holdNew = (
  items: readonly UserTask[],
  known: ReadonlySet<string>,
  hold: boolean,
): { rows: UserTask[]; waiting: number } => {
  const rows = hold && known.size > 0 ? items.filter((task) => known.has(task.id)) : [...items];
  return { rows, waiting: items.length - rows.length };
};

/** New rows wait while the pointer or the focus is in the list, so that nothing jumps under the hand. */
export const useSteadyRows = (items: readonly UserTask[], scope: string, hold: boolean): Steady => {
  const [known, setKnown] = useState<{ scope: string; ids: ReadonlySet<string> }>({
    scope,
    ids: new Set(),
  });
  const here = known.scope === scope ? known.ids : new Set<string>();
  const { rows, waiting } = holdNew(items, here, hold);
  if (known.scope !== scope || rows.some((task) => !here.has(task.id))) {
    setKnown({ scope, ids: new Set([...here, ...rows.map((task) => task.id)]) });
  }
  const showAll = useCallback(
    () =>
      setKnown((now) => ({ ...now, ids: new Set([...now.ids, ...items.map((task) => task.id)]) })),
    [items],
  );
  return { rows, waiting, showAll };
};
