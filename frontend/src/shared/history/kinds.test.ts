import { describe, expect, it } from 'vitest';
import kinds from './kinds.json';
import { TASK_TELLERS, TELLERS } from './tellers';

describe('the kinds of events', () => {
  // That the list holds all that the server writes is looked at beside the server.
  it('have words each, or are told by others', () => {
    expect(Object.keys(TELLERS).sort()).toEqual(kinds.line);
    expect(Object.keys(TASK_TELLERS).sort()).toEqual(kinds.task);
  });
});
