import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FormSchema } from '@/shared/forms';
import { Empty } from '@/shared/ui';
import classes from './builder.module.css';
import { FormBuilder } from './createEditor';

interface Props {
  /** Read once: give another `key` where another form takes its place. */
  schema: FormSchema;
  onEditor: (editor: FormBuilder | null) => void;
  onChange: (schema: FormSchema) => void;
}

/** What the library says of two components with one key. */
const DOUBLED = /^binding path '(.+)' is already claimed$/;

/** Palette, canvas and properties of form-js. */
export const Design = ({ schema, onEditor, onChange }: Props) => {
  const { t } = useTranslation('builder');
  const host = useRef<HTMLDivElement>(null);
  const begun = useRef({ schema, onEditor, onChange });
  const [error, setError] = useState<unknown>(null);
  const message = error instanceof Error ? error.message : '';
  const doubled = DOUBLED.exec(message)?.[1];
  useEffect(() => {
    begun.current = { ...begun.current, onEditor, onChange };
  });
  useEffect(() => {
    const container = document.createElement('div');
    container.className = classes.editor ?? '';
    host.current?.append(container);
    const editor = new FormBuilder(container);
    let alive = true;
    editor
      .show(begun.current.schema)
      .then(() => {
        if (!alive) return;
        editor.onChange(() => begun.current.onChange(editor.read()));
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
          {t('undrawableText', {
            reason: doubled === undefined ? message : t('finding.doubled', { key: doubled }),
          })}
        </Empty>
      )}
      <div ref={host} className={classes.host} />
    </>
  );
};
