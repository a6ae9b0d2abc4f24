import { useCallback, useState } from 'react';
import type { Finding } from '@/shared/library/findings';
import type { ModelerInstance } from './editor/createModeler';
import { nextProblem } from './problems';

/** Select an element and bring it into view; without one nothing is selected. */
export const showElement = (modeler: ModelerInstance, id: string | undefined): void => {
  const element = id ? modeler.get('elementRegistry').get(id) : undefined;
  modeler.get('selection').select(element ?? null);
  if (element && (element.waypoints ?? element.width > 0))
    modeler.get('canvas').scrollToElement(element, 80);
};

/** Choose a problem: the element is selected, scrolled to, and its settings show, with the field at fault. */
export const useProblemChoice = (modeler: ModelerInstance | null, problems: readonly Finding[]) => {
  const [chosen, setChosen] = useState<number | null>(null);

  const choose = useCallback(
    (index: number | null) => {
      setChosen(index);
      const problem = index === null ? undefined : problems[index];
      if (!modeler || index === null) return;
      modeler.get('findings').wanted = problem;
      showElement(modeler, problem?.element_id ?? undefined);
      // where the element was chosen already, the panel has to be asked
      modeler.get('eventBus').fire('propertiesPanel.providersChanged');
    },
    [modeler, problems],
  );

  const chooseElement = useCallback(
    (elementId: string) => choose(problems.findIndex(({ element_id: id }) => id === elementId)),
    [choose, problems],
  );

  const valid = chosen !== null && chosen < problems.length ? chosen : null;
  return {
    chosen: valid,
    choose,
    chooseElement,
    chooseNext: () => choose(nextProblem(problems.length, valid)),
  };
};
