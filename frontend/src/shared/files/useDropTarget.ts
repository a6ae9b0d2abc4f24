import { useEffect, useRef, useState } from 'react';

const holdsFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Take files that are dropped anywhere on the page.
 *
 * The browser would otherwise open a dropped file in place of the page and lose what was typed.
 */
export const useDropTarget = (onFiles: (files: File[]) => void): { over: boolean } => {
  const [over, setOver] = useState(false);
  const newest = useRef(onFiles);
  useEffect(() => {
    newest.current = onFiles;
  });
  useEffect(() => {
    const stop = new AbortController();
    // enter and leave fire for every element that is crossed
    let depth = 0;
    const on = (
      name: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
      act: (event: DragEvent) => void,
    ) =>
      document.addEventListener(
        name,
        (event) => {
          if (!holdsFiles(event)) return;
          event.preventDefault();
          act(event);
          setOver(depth > 0);
        },
        { signal: stop.signal },
      );
    on('dragenter', () => (depth += 1));
    on('dragleave', () => (depth -= 1));
    on('dragover', () => undefined);
    on('drop', (event) => {
      depth = 0;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) newest.current(files);
    });
    return () => stop.abort();
  }, []);
  return { over };
};
