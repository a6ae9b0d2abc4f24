import { useState } from 'react';

export const LAYERS = [
  'path',
  'order',
  'tokens',
  'incidents',
  'visits',
  'durations',
  'data',
] as const;
export type Layer = (typeof LAYERS)[number];

const STORED = 'kontor.diagram-layers';
const USUAL: readonly Layer[] = ['path', 'tokens', 'incidents', 'visits'];

/** The layers that are kept; the usual ones where nothing is. */
export const layersOf = (stored: string | null): ReadonlySet<Layer> => {
  if (stored === null) return new Set(USUAL);
  const names = stored.split(' ');
  return new Set(LAYERS.filter((layer) => names.includes(layer)));
};

/** What is laid over the diagram, kept on this device. */
export const useLayers = () => {
  const [shown, setShown] = useState(() => layersOf(localStorage.getItem(STORED)));
  const turn = (layer: Layer) => {
    const next = new Set(shown);
    if (!next.delete(layer)) next.add(layer);
    localStorage.setItem(STORED, [...next].join(' '));
    setShown(next);
  };
  return { shown, turn };
};
