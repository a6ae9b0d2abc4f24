import { useEffect, useRef, useState, type RefObject } from 'react';

interface Destroyable {
  destroy(): void;
}

/**
 * Let a bpmn.io editor live beside React.
 *
 * Each run of the effect gets its own child element, so that the second mount of StrictMode never
 * meets the remains of the first. `create` is read once per mount: give it a stable function.
 */
export function useBpmnIo<T extends Destroyable>(
  create: (container: HTMLElement) => T,
): { hostRef: RefObject<HTMLDivElement | null>; instance: T | null } {
  const hostRef = useRef<HTMLDivElement | null>(null);
  const [instance, setInstance] = useState<T | null>(null);

  useEffect(() => {
    const host = hostRef.current;
    if (!host) return undefined;
    const container = document.createElement('div');
    container.className = 'k-canvas';
    host.append(container);
    const made = create(container);
    setInstance(made);
    return () => {
      setInstance(null);
      made.destroy();
      container.remove();
    };
  }, [create]);

  return { hostRef, instance };
}
