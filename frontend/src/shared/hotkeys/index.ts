import { useEffect, useRef, useSyncExternalStore } from 'react';
import { bindings, register, subscribe, type Binding } from './registry';

export { caps } from './keys';
export { listen, singleKeysAreOn, switchSingleKeys, type Binding } from './registry';

type Spec = Omit<Binding, 'group'>;

/** Bind keys for as long as the component is shown; the newest `run` is always the one that is called. */
export const useHotkeys = (group: string, specs: readonly Spec[]): void => {
  const newest = useRef(specs);
  useEffect(() => {
    newest.current = specs;
  });
  const shape = specs
    .map(
      (spec) =>
        `${spec.keys.join(',')}|${spec.label}|${spec.everywhere ?? ''}|${spec.whileTyping ?? ''}`,
    )
    .join('\n');
  useEffect(
    () =>
      register(
        newest.current.map((spec, index) => ({
          ...spec,
          group,
          run: (event) => newest.current[index]?.run(event),
        })),
      ),
    [group, shape],
  );
};

/** The bindings that work now, for the sheet of keys. */
export const useBindings = (): readonly Binding[] => useSyncExternalStore(subscribe, bindings);
