import { useEffect } from 'react';

/** Name the page in the browser's title. */
export const useTitle = (title: string | null | undefined): void => {
  useEffect(() => {
    if (title) document.title = `${title} · Kontor`;
  }, [title]);
};
