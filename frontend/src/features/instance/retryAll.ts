/** All failed steps of an instance tried again, one after the other. */
import type { Incident } from '@/shared/api';
import type { RetryResult } from '@/shared/instances';

export interface Outcome {
  /** How many go on, or are still being tried. */
  on: number;
  quietly: number;
  /** Names of the steps that failed again, with another attempt planned or not. */
  again: string[];
  /** Names of the steps that could not be tried, and what the first refusal said. */
  refused: string[];
  error: unknown;
}

const nameOf = (incident: Incident): string => incident.activity_name || incident.activity_id;

/**
 * Try each in turn. What is refused does not keep the others from their turn.
 *
 * @param onTurn - Called with how many have had theirs.
 */
export const retryInTurn = async (
  incidents: readonly Incident[],
  retry: (incident: Incident) => Promise<RetryResult>,
  onTurn: (done: number) => void,
): Promise<Outcome> => {
  const outcome: Outcome = { on: 0, quietly: 0, again: [], refused: [], error: undefined };
  for (const [index, incident] of incidents.entries()) {
    try {
      const { went } = await retry(incident);
      if (went === 'on' || went === 'quietly') outcome[went] += 1;
      else outcome.again.push(nameOf(incident));
    } catch (error) {
      outcome.error ??= error;
      outcome.refused.push(nameOf(incident));
    }
    onTurn(index + 1);
  }
  return outcome;
};
