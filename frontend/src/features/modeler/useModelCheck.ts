import { useCallback, useEffect, useRef, useState } from 'react';
import { checkContent, type Finding } from '@/shared/library/findings';

export interface CheckState {
  problems: readonly Finding[];
  checking: boolean;
  /** Why the newest check gave no answer. */
  error: unknown;
  /** False until the first answer. */
  known: boolean;
}

const QUIET_MS = 1_000;
const UNKNOWN: CheckState = { problems: [], checking: false, error: null, known: false };

/** Ask the server what deployment would say: a second after a change, or at once on demand. */
export const useModelCheck = (read: () => Promise<string>) => {
  const [state, setState] = useState<CheckState>(UNKNOWN);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flight = useRef<AbortController>(undefined);

  const check = useCallback(async (): Promise<readonly Finding[] | null> => {
    clearTimeout(timer.current);
    flight.current?.abort();
    const abort = new AbortController();
    flight.current = abort;
    setState((before) => ({ ...before, checking: true }));
    try {
      const problems = await checkContent('process', await read(), abort.signal);
      if (abort.signal.aborted) return null;
      setState({ problems, checking: false, error: null, known: true });
      return problems;
    } catch (error) {
      if (!abort.signal.aborted) setState((before) => ({ ...before, checking: false, error }));
      return null;
    }
  }, [read]);

  const checkSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void check(), QUIET_MS);
  }, [check]);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      flight.current?.abort();
    },
    [],
  );

  return { ...state, check, checkSoon };
};
