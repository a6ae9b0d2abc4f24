import { useEffect } from 'react';
import { stateIcon } from '@/shared/bpmn/icons';
import type { DiagramElement } from '@/shared/bpmn/types';
import type { ModelerInstance } from './editor/createModeler';
import type { Finding } from '@/shared/library/findings';
import { marksOf, type Mark } from './problems';
import classes from './modeler.module.css';

const KIND = 'k-problem';

const RADIUS = 11;

/** At the top right corner of a shape, on the middle of a flow. */
const placeOf = (element: DiagramElement): { top: number; left?: number; right?: number } => {
  const points = element.waypoints;
  if (!points) return { top: -RADIUS, right: RADIUS };
  const [from, to] = longestPart(points);
  const left = Math.min(...points.map(({ x }) => x));
  const top = Math.min(...points.map(({ y }) => y));
  return { top: (from.y + to.y) / 2 - top - RADIUS, left: (from.x + to.x) / 2 - left - RADIUS };
};

type Point = { x: number; y: number };

const longestPart = (points: readonly Point[]): [Point, Point] => {
  let best: [Point, Point] = [
    points[0] ?? { x: 0, y: 0 },
    points[1] ?? points[0] ?? { x: 0, y: 0 },
  ];
  const length = ([a, b]: [Point, Point]) => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  points.slice(1).forEach((to, index) => {
    const from = points[index] ?? to;
    if (length([from, to]) > length(best)) best = [from, to];
  });
  return best;
};

const markElement = (mark: Mark, onChoose: (elementId: string) => void): HTMLElement => {
  const button = document.createElement('button');
  button.type = 'button';
  // the list of problems says the same and is in the tab order
  button.tabIndex = -1;
  button.className = classes.mark ?? '';
  button.dataset.severity = mark.severity;
  button.title = mark.text;
  button.setAttribute('aria-label', mark.text);
  button.addEventListener('click', () => onChoose(mark.elementId));
  const icon = stateIcon(mark.severity === 'error' ? 'error' : 'incident');
  if (icon) button.append(icon);
  return button;
};

/** Put a mark on each element that has a problem. */
export const useMarks = (
  modeler: ModelerInstance | null,
  ready: boolean,
  problems: readonly Finding[],
  onChoose: (elementId: string) => void,
): void => {
  useEffect(() => {
    if (!modeler || !ready) return undefined;
    const overlays = modeler.get('overlays');
    const registry = modeler.get('elementRegistry');
    for (const mark of marksOf(problems)) {
      const element = registry.get(mark.elementId);
      const drawn = element && (element.waypoints ?? element.width > 0);
      if (!drawn) continue;
      const html = markElement(mark, onChoose);
      overlays.add(mark.elementId, KIND, {
        position: placeOf(element),
        html,
        scale: { min: 0.9, max: 1.2 },
      });
    }
    return () => overlays.remove({ type: KIND });
  }, [modeler, ready, problems, onChoose]);
};
