import { useEffect, useState, type RefObject } from 'react';

/** Take everything on the page but one element out of reach; the answer gives it back. */
const reachOnly = (element: HTMLElement): (() => void) => {
  const covered: Element[] = [];
  // What lies beside the page, menus and messages, stays within reach.
  for (let one: Element = element; one.parentElement; one = one.parentElement) {
    if (one.parentElement === document.body) break;
    const beside = [...one.parentElement.children].filter((other) => other !== one);
    covered.push(...beside.filter((other) => !other.hasAttribute('inert')));
  }
  covered.forEach((other) => other.setAttribute('inert', ''));
  return () => covered.forEach((other) => other.removeAttribute('inert'));
};

/** Let a part of the page fill the window. */
export const useFullScreen = (ref: RefObject<HTMLElement | null>) => {
  const [isFull, setIsFull] = useState(false);
  useEffect(() => (isFull && ref.current ? reachOnly(ref.current) : undefined), [isFull, ref]);
  return { isFull, turn: () => setIsFull(!isFull) };
};
