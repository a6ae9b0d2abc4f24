import { describe, expect, it } from 'vitest';
import { layersOf } from './layers';

describe('layers of the diagram', () => {
  it('are the usual ones until somebody has chosen', () => {
    expect([...layersOf(null)]).toEqual(['path', 'tokens', 'incidents', 'visits']);
    expect([...layersOf('')]).toEqual([]);
    expect([...layersOf('durations path unknown')]).toEqual(['path', 'durations']);
  });
});
