import read from '../../../../bpm/core/bpmn/executed.json';

/** What the engine's gate reads of each element; for tests, no page needs it. */
export const EXECUTED: Record<string, { attributes: string[]; children: string[] }> = read;
