import { useCallback, useMemo, useRef, useState } from 'react';
import { isProblem } from '@/shared/api';
import {
  add,
  change,
  changeAdded,
  changesOf,
  NO_EDITS,
  removeAdded,
  rowsOf,
  type Edits,
  type Held,
  type Row,
  type Typed,
} from './edits';

const POINTER = /^\/variables\/([^/]+)/;

/** Refusals of the server by the variable they are about. */
export const serverErrors = (error: unknown): Map<string, string> => {
  const found = new Map<string, string>();
  for (const { pointer, detail } of isProblem(error) ? error.errors : []) {
    const name = POINTER.exec(pointer ?? '')?.[1];
    if (name) found.set(name.replaceAll('~1', '/').replaceAll('~0', '~'), detail);
  }
  return found;
};

export interface VariableEditor {
  rows: Row[];
  isDirty: boolean;
  hasErrors: boolean;
  /** Only what was changed, ready to be sent. */
  changes: () => Held;
  setValue: (row: Row, typed: Typed) => void;
  rename: (row: Row, name: string) => void;
  add: () => void;
  /** Take back a change, or drop a new row. */
  reset: (row: Row) => void;
  clear: () => void;
}

/** Editing of variables; what the server holds may change meanwhile without touching what was typed. */
export const useVariables = (held: Held, begun: Edits = NO_EDITS): VariableEditor => {
  const [edits, setEdits] = useState<Edits>(begun);
  const counter = useRef(0);
  const rows = useMemo(() => rowsOf(held, edits), [held, edits]);

  const setValue = (row: Row, typed: Typed) =>
    setEdits((now) =>
      row.isNew ? changeAdded(now, row.id, typed) : change(now, held, row.name, typed),
    );
  const reset = (row: Row) =>
    setEdits((now) => {
      if (row.isNew) return removeAdded(now, row.id);
      const changed = new Map(now.changed);
      changed.delete(row.name);
      return { ...now, changed };
    });
  const clear = useCallback(() => setEdits(NO_EDITS), []);
  return {
    rows,
    isDirty: rows.some((row) => row.isChanged),
    hasErrors: rows.some((row) => row.error !== null),
    changes: () => changesOf(held, edits),
    setValue,
    rename: (row, name) => setEdits((now) => changeAdded(now, row.id, { name })),
    add: () => setEdits((now) => add(now, `new-${++counter.current}`)),
    reset,
    clear,
  };
};
