/** How decisions came about. */
import type { Json, JsonObject } from './json';

/** A decision that was evaluated: the one that was asked, or one that it requires. */
export interface EvaluatedDecision {
  decision_id: string;
  name: string;
  inputs: { id: string; label: string; value: Json; is_secret: boolean }[];
  /** The rules that fitted; their numbers are those of the table. */
  rules: { id: string; number: number; outputs: JsonObject }[];
  result: Json;
  /** Null stands for what it gave: it came from a secret variable or went into one. */
  is_secret: boolean;
}

/** How a decision came about. */
export interface DecisionEvaluation {
  id: string;
  decision_key: string;
  decision_name: string;
  version: number;
  version_tag: string | null;
  evaluated_at: string;
  activity_id: string | null;
  decisions: EvaluatedDecision[];
}
