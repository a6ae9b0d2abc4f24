import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '@/shared/ui';
import { DecisionEditor } from './createEditor';
import classes from './editor.module.css';

interface Props {
  /** Read once: give another `key` where another file takes its place. */
  xml: string;
  onEditor: (editor: DecisionEditor | null) => void;
  onChange: (editor: DecisionEditor) => void;
}

/** Graph, tables and expressions of dmn-js. */
export const Canvas = ({ xml, onEditor, onChange }: Props) => {
  const { t } = useTranslation('decisions');
  const host = useRef<HTMLDivElement>(null);
  const begun = useRef({ xml, onEditor, onChange });
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    begun.current = { ...begun.current, onEditor, onChange };
  });
  useEffect(() => {
    const container = document.createElement('div');
    container.className = classes.editor ?? '';
    host.current?.append(container);
    const editor = new DecisionEditor(container);
    let alive = true;
    editor
      .show(begun.current.xml)
      .then(() => {
        if (!alive) return;
        editor.onChange(() => begun.current.onChange(editor));
        begun.current.onEditor(editor);
      })
      .catch((failure: unknown) => alive && setError(failure));
    return () => {
      alive = false;
      begun.current.onEditor(null);
      editor.destroy();
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
