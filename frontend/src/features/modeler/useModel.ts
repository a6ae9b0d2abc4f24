import { useCallback, useEffect, useState } from 'react';
import { fitLegibly, widenTightLabels } from '@/shared/bpmn/fit';
import { fontReady } from '@/shared/bpmn/renderer';
import { mainProcess, type ModelerInstance } from './editor/createModeler';

export interface ModelFacts {
  name: string;
  key: string | null;
  canUndo: boolean;
  canRedo: boolean;
}

type Loading = { state: 'loading' } | { state: 'ready' } | { state: 'broken'; reason: string };

const factsOf = (modeler: ModelerInstance): ModelFacts => {
  const process = mainProcess(modeler);
  const stack = modeler.get('commandStack');
  return {
    name: process?.name ?? '',
    key: process?.id ?? null,
    canUndo: stack.canUndo(),
    canRedo: stack.canRedo(),
  };
};

/** Draw a model in the editor and follow its changes. */
export const useModel = (
  modeler: ModelerInstance | null,
  shown: { content: string },
  onChange: () => void,
) => {
  const [loading, setLoading] = useState<Loading>({ state: 'loading' });
  const [facts, setFacts] = useState<ModelFacts | null>(null);

  useEffect(() => {
    if (!modeler) return undefined;
    let alive = true;
    fontReady()
      .then(() => (alive ? modeler.importXML(shown.content) : null))
      .then(() => {
        if (!alive) return;
        widenTightLabels(modeler);
        fitLegibly(modeler);
        setFacts(factsOf(modeler));
        setLoading({ state: 'ready' });
      })
      .catch((error: unknown) => {
        if (alive)
          setLoading({
            state: 'broken',
            reason: error instanceof Error ? error.message : String(error),
          });
      });
    return () => {
      alive = false;
    };
  }, [modeler, shown]);

  useEffect(() => {
    if (!modeler) return undefined;
    const bus = modeler.get('eventBus');
    const changed = (event: { trigger?: string }) => {
      // an import clears the stack: nothing was changed by anyone
      if (event.trigger === 'clear') return;
      setFacts(factsOf(modeler));
      onChange();
    };
    bus.on('commandStack.changed', changed);
    return () => bus.off('commandStack.changed', changed);
  }, [modeler, onChange]);

  const rename = useCallback(
    (name: string) => {
      const process = modeler && mainProcess(modeler);
      if (!process || process.name === name) return;
      const registry = modeler.get('elementRegistry');
      const drawn = registry.get(process.id ?? '') ?? registry.getAll()[0];
      if (drawn)
        modeler.get('modeling').updateModdleProperties(drawn, process, { name: name || undefined });
    },
    [modeler],
  );

  return { loading, facts, rename };
};
