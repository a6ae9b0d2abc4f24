import { useCallback, useState } from 'react';
import type { ModelerInstance } from './editor/createModeler';
import { nextProblem, type ModelProblem } from './problems';

/** Choose a problem: the element is selected, scrolled to, and its settings show. */
export const useProblemChoice = (
  modeler: ModelerInstance | null,
  problems: readonly ModelProblem[],
) => {
  const [chosen, setChosen] = useState<number | null>(null);

  const choose = useCallback(
    (index: number | null) => {
      setChosen(index);
      const id = index === null ? undefined : problems[index]?.element_id;
      const element = id ? modeler?.get('elementRegistry').get(id) : undefined;
      if (!modeler || index === null) return;
      modeler.get('selection').select(element ?? null);
      if (element && (element.waypoints ?? element.width > 0))
        modeler.get('canvas').scrollToElement(element, 80);
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
