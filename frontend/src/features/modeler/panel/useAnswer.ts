import { useEffect, useState } from '@bpmn-io/properties-panel/preact/hooks';

/** While somebody types, the server is left alone. */
const QUIET_MS = 250;

interface Answer<T> {
  key: string;
  /** Null where there was no answer. */
  value: T | null;
}

/**
 * Ask the server from inside the panel, once its question has stood still for a moment.
 *
 * The answer before stays until the next one is there. `null` asks nothing; `ask` is to be stable.
 */
export const useAnswer = <Q, T>(
  question: Q | null,
  ask: (question: Q, signal: AbortSignal) => Promise<T>,
) => {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const [round, setRound] = useState(0);
  const asked = JSON.stringify(question);
  const key = `${asked} ${round.toString()}`;
  useEffect(() => {
    const toAsk = JSON.parse(asked) as Q | null;
    if (toAsk === null) return undefined;
    const given = new AbortController();
    const timer = setTimeout(() => {
      ask(toAsk, given.signal)
        .then((value) => setAnswer({ key, value }))
        .catch(() => {
          if (!given.signal.aborted) setAnswer({ key, value: null });
        });
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      given.abort();
    };
  }, [ask, asked, key]);
  return {
    /** Undefined until the first answer. */
    value: answer?.value,
    isAsking: question !== null && answer?.key !== key,
    again: () => setRound((before) => before + 1),
  };
};
