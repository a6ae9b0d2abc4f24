import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@/shared/ui';
import type { DecisionDrawing } from './drawing';
import classes from './editor.module.css';

interface Props<Drawing extends DecisionDrawing> {
  /** Read once: give another `key` where another file takes its place. */
  xml: string;
  make: (container: HTMLElement) => Drawing;
  onDrawing: (drawing: Drawing | null) => void;
}

/** Graph, tables and expressions of dmn-js. */
export const Canvas = <Drawing extends DecisionDrawing>({
  xml,
  make,
  onDrawing,
}: Props<Drawing>) => {
  const { t } = useTranslation('decisions');
  const host = useRef<HTMLDivElement>(null);
  const begun = useRef({ xml, make, onDrawing });
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    begun.current = { ...begun.current, onDrawing };
  });
  useEffect(() => {
    const container = document.createElement('div');
    container.className = classes.editor ?? '';
    host.current?.append(container);
    const drawing = begun.current.make(container);
    let alive = true;
    drawing
      .show(begun.current.xml)
      .then(() => {
        if (alive) begun.current.onDrawing(drawing);
      })
      .catch((failure: unknown) => alive && setError(failure));
    return () => {
      alive = false;
      begun.current.onDrawing(null);
      drawing.destroy();
      container.remove();
    };
  }, []);
  return (
    <>
      {error !== null && (
        <Empty title={t('undrawable')}>
          {t('undrawableText', { reason: error instanceof Error ? error.message : '' })}
        </Empty>
      )}
      <div ref={host} className={classes.host} hidden={error !== null} />
    </>
  );
};
