import { useEffect } from 'react';
import { stateIcon } from '@/shared/bpmn/icons';
import type { ModelerInstance } from './editor/createModeler';
import { marksOf, type Mark, type ModelProblem } from './problems';
import classes from './modeler.module.css';

const KIND = 'k-problem';

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
  problems: readonly ModelProblem[],
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
        position: { top: -11, right: 11 },
        html,
        scale: { min: 0.9, max: 1.2 },
      });
    }
    return () => overlays.remove({ type: KIND });
  }, [modeler, ready, problems, onChoose]);
};
