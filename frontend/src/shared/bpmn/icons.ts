import type { DiagramBadge } from './types';

type Icon = DiagramBadge['state'] | 'error';

/** Outlines of Tabler icons (MIT): overlays are plain DOM, outside React's tree. */
const PATHS: Partial<Record<Icon, readonly string[]>> = {
  waiting: [
    'M6.5 7h11',
    'M6.5 17h11',
    'M6 20v-2a6 6 0 1 1 12 0v2a1 1 0 0 1 -1 1h-10a1 1 0 0 1 -1 -1',
    'M6 4v2a6 6 0 1 0 12 0v-2a1 1 0 0 0 -1 -1h-10a1 1 0 0 0 -1 1',
  ],
  running: ['M12 3a9 9 0 1 0 9 9'],
  completed: ['M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0', 'M9 12l2 2l4 -4'],
  incident: [
    'M12 9v4',
    'M10.363 3.591l-8.106 13.534a1.914 1.914 0 0 0 1.636 2.871h16.214a1.914 1.914 0 0 0 1.636 -2.87l-8.106 -13.536a1.914 1.914 0 0 0 -3.274 0',
    'M12 16h.01',
  ],
  error: ['M18 6l-12 12', 'M6 6l12 12'],
};

const SVG = 'http://www.w3.org/2000/svg';

/** Draw the icon of a state, or nothing where the state has none. */
export function stateIcon(state: Icon): SVGSVGElement | null {
  const paths = PATHS[state];
  if (!paths) return null;
  const svg = document.createElementNS(SVG, 'svg');
  const attributes = {
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
