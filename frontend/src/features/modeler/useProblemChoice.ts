import { useCallback, useState } from 'react';
import type { ModelerInstance } from './editor/createModeler';
import { nextProblem, type ModelProblem } from './problems';

/** Select an element and bring it into view; without one nothing is selected. */
export const showElement = (modeler: ModelerInstance, id: string | undefined): void => {
  const element = id ? modeler.get('elementRegistry').get(id) : undefined;
  modeler.get('selection').select(element ?? null);
  if (element && (element.waypoints ?? element.width > 0))
    modeler.get('canvas').scrollToElement(element, 80);
};

/** Choose a problem: the element is selected, scrolled to, and its settings show. */
export const useProblemChoice = (
  modeler: ModelerInstance | null,
  problems: readonly ModelProblem[],
) => {
  const [chosen, setChosen] = useState<number | null>(null);

  const choose = useCallback(
    (index: number | null) => {
      setChosen(index);
      if (modeler && index !== null) showElement(modeler, problems[index]?.element_id ?? undefined);
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
