import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** Address of an editor or page that shows one element of its model. */
export const withElement = (path: string, element: string): string =>
  `${path}?element=${encodeURIComponent(element)}`;

/**
 * Show the element that the address of the page names, once.
 *
 * @param show Selects it; null while the model is not there yet.
 */
export const useWantedElement = (show: ((element: string) => void) | null): void => {
  const [params] = useSearchParams();
  const wanted = params.get('element');
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (!show || wanted === null || done.current === wanted) return;
    done.current = wanted;
    show(wanted);
  }, [show, wanted]);
};
