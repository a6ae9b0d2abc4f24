/** What belongs to a start as a whole, whichever start event's form is shown: nothing of it is lost by choosing. */
import { useState } from 'react';
import type { StartPlace } from '@/shared/api';
import { useStarts } from '@/shared/processes';
import type { Held } from '@/shared/variables';

const NOTHING: Held = { variables: {}, variable_types: {} };

const makeKeeper = () => {
  let held = NOTHING;
  let closing: Promise<unknown> = Promise.resolve();
  return {
    /** Everything that was typed so far, into whichever form. */
    read: (): Held => held,
    note: (entered: Held): void => {
      held = {
        variables: { ...held.variables, ...entered.variables },
        variable_types: { ...held.variable_types, ...entered.variable_types },
      };
    },
    clear: (): void => {
      held = NOTHING;
    },
    /** The draft of a form that is left is written; who reads it again waits for that. */
    leave: (written: Promise<unknown>): void => {
      closing = written;
    },
    isLeft: (): Promise<unknown> => closing,
  };
};

export interface Session {
  /** False until it is known where the process can begin. */
  isKnown: boolean;
  /** The start events that a person can choose from; one where there is no choice. */
  options: readonly StartPlace[];
  chosen: string | null;
  /** The chosen one is where a start begins that names none; its form alone has a draft. */
  isUsual: boolean;
  /** How often another start event was chosen. */
  switches: number;
  choose: (startAt: string, businessKey: string) => void;
  /** Null until it was typed. */
  businessKey: string | null;
  setBusinessKey: (key: string) => void;
  typed: ReturnType<typeof makeKeeper>;
}

const choicesOf = (places: readonly StartPlace[]): StartPlace[] => {
  const open = places.filter(({ can_choose: can }) => can);
  return open.filter(
    ({ activity_id: id }, index) =>
      open.findIndex(({ activity_id: other }) => other === id) === index,
  );
};

/** Where the process begins, and what was typed, while its dialog is open. */
export const useSession = (definitionId: string): Session => {
  const starts = useStarts(definitionId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [switches, setSwitches] = useState(0);
  const [businessKey, setBusinessKey] = useState<string | null>(null);
  const [typed] = useState(makeKeeper);
  const options = choicesOf(starts.data?.items ?? []);
  const usual = options.find(({ is_default: isDefault }) => isDefault)?.activity_id ?? null;
  return {
    // Without an answer there is nothing to choose from; the server says whether it must be chosen.
    isKnown: !starts.isPending,
    options,
    chosen: chosen ?? usual,
    isUsual: chosen === null || chosen === usual,
    switches,
    choose: (startAt, key) => {
      setBusinessKey(key);
      setChosen(startAt);
      setSwitches(switches + 1);
    },
    businessKey,
    setBusinessKey,
    typed,
  };
};
