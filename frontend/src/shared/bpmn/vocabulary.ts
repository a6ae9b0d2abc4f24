import descriptor from '../../../../bpm/core/bpmn/bpm-moddle.json';

/** Our model vocabulary; the engine's reader is held against the same file. */
export const bpmModdle: object = descriptor;
