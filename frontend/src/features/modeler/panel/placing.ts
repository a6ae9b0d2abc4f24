import type { Finding } from '@/shared/library/findings';

/** Where a trigger is missing, or goes nowhere. */
const REFERENCES = ['messageRef', 'errorRef', 'signalRef', 'escalationRef'];

/** Fields by the code of a problem, where its words do not name them; the first that shows counts. */
const BY_CODE: Record<string, readonly string[]> = {
  invalid_retry: ['cycle', 'maxAttempts'],
  loop_output: ['outputElement', 'outputCollection'],
  loop_source: ['collection', 'loopCardinality'],
  missing_script: ['script', 'pythonScript'],
  missing_service: ['connector'],
  operation_missing: ['connector'],
  script_not_allowed: ['pythonScript', 'scriptFormat'],
  script_syntax: ['pythonScript', 'script'],
  unknown_connector: ['connector'],
  unknown_operation: ['connector'],
  unsupported_script_format: ['scriptFormat'],
  called_process_missing: ['calledElement'],
  decision_not_found: ['decisionId'],
  invalid_timer: ['timerText'],
  missing_condition: ['condition'],
  empty_expression: ['eventCondition'],
  begins_nothing: REFERENCES,
  stops_here: ['messageRef', 'connector', 'scriptFormat'],
  broken_link: ['linkName'],
  missing_code: ['codeOfError', 'codeOfEscalation'],
  loop_event: ['thrownKind', 'behavior'],
  loop_without_end: ['loopCondition'],
};

const BY_REFERENCE: Record<string, readonly string[]> = {
  missing_reference: ['calledElement', 'decisionId', ...REFERENCES],
  unknown_reference: REFERENCES,
};

/** How other languages than English call fields that a problem names by a plain word. */
const BY_WORD: Record<string, string> = {
  Bedingung: 'condition',
  Priorität: 'priority',
  Sammlung: 'collection',
  Skript: 'script',
  Umformung: 'transformation',
};

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g;

/** Find the fields that the words of a problem name; what stands in quotes is the user's. */
const fieldsNamed = (detail: string): string[] => {
  const [, parameter] = /parameter '(\w+)'/i.exec(detail) ?? [];
  if (parameter !== undefined) return [`parameter-${parameter}`];
  const words = detail.replace(QUOTED, '').match(/[\p{L}\w]+/gu) ?? [];
  return words.map((word) => BY_WORD[word] ?? word);
};

/** Find the entry of the panel that a problem is about. */
export const entryOf = (
  { code, detail }: Finding,
  entries: ReadonlyMap<string, string>,
): string | undefined => {
  const named = [...(BY_CODE[code] ?? []), ...fieldsNamed(detail), ...(BY_REFERENCE[code] ?? [])];
  const field = named.find((name) => entries.has(name));
  return field === undefined ? undefined : entries.get(field);
};

export interface Placed {
  /** What stands at an entry of the panel, by its id. */
  errors: Record<string, string>;
  /** What is about the element, but about none of its fields. */
  rest: Finding[];
}

/**
 * Put the server's problems of one element beside the fields they are about.
 *
 * Args: `entries` gives the ids of the panel's entries by the names of their fields. Warnings stay
 * in the rest: a field in red would say that it keeps the model from being deployed.
 */
export const placeProblems = (
  problems: readonly Finding[],
  entries: ReadonlyMap<string, string>,
): Placed => {
  const placed: Placed = { errors: {}, rest: [] };
  for (const problem of problems) {
    const entry = problem.severity === 'error' ? entryOf(problem, entries) : undefined;
    if (entry === undefined) placed.rest.push(problem);
    else placed.errors[entry] ??= wordsOf(problem);
  }
  return placed;
};

/** Say what is wrong and what to do about it. */
export const wordsOf = ({ detail, remedy }: Finding): string =>
  remedy ? `${detail} ${remedy}` : detail;
