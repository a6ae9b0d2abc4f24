import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldProblem, JsonObject } from '@/shared/api';
import { FilePreview } from '@/shared/files/FilePreview';
import { onAsked, type Shown } from '@/shared/files/preview';
import { Failure, SkeletonRows } from '@/shared/ui';
import type { FormSchema } from './schema';
import type { FormViewer } from './viewer/FormViewer';

export interface FormState {
  /** What the person changed, as it is sent. */
  changes: JsonObject;
  /** Outcomes that the form's conditions close now. */
  closed: ReadonlySet<string>;
}

export interface FormHandle {
  changes: () => JsonObject;
  /** Mark what is wrong; true where nothing is. */
  check: () => boolean;
  /** Put what the server refused on its fields; returns what no field can show. */
  showRefusals: (problems: readonly FieldProblem[]) => FieldProblem[];
  focus: (faulty?: boolean) => void;
}

interface Props {
  schema: FormSchema;
  variables: JsonObject;
  /** Laid over the variables at first. */
  draft?: JsonObject | null;
  readOnly: boolean;
  label: string;
  /** Whose way of writing numbers counts; the page's own where it is left out. */
  locale?: string;
  /** The first field takes the focus once it is drawn: a dialog would leave it on its way to close. */
  autoFocus?: boolean;
  onChange?: (state: FormState) => void;
  ref?: Ref<FormHandle>;
}

/** Let the viewer live beside React; content is read once, so that nothing from outside overwrites what is typed. */
const useViewer = (props: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const content = useRef(props);
  const [viewer, setViewer] = useState<FormViewer | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    content.current = props;
  });
  useEffect(() => {
    let made: FormViewer | null = null;
    let alive = true;
    const container = document.createElement('div');
    host.current?.append(container);
    const open = async () => {
      const { FormViewer: Viewer } = await import('./viewer/FormViewer');
      if (!alive) return;
      const { schema, variables, draft, label, locale, readOnly } = content.current;
      made = new Viewer(container, label, locale);
      made.setReadOnly(readOnly);
      await made.show({ schema, variables, draft });
      if (!alive) return;
      setViewer(made);
    };
    open().catch((failure: unknown) => alive && setError(failure));
    return () => {
      alive = false;
      setViewer(null);
      made?.destroy();
      container.remove();
    };
  }, []);
  return { host, viewer, error };
};

/** A form drawn by form-js, with values that stay exact. Give it a `key` where another form takes its place. */
export const FormView = (props: Props) => {
  const { t } = useTranslation();
  const { host, viewer, error } = useViewer(props);
  const { readOnly, autoFocus = false, onChange, ref } = props;
  const [file, setFile] = useState<Shown | null>(null);
  useEffect(() => (host.current ? onAsked(host.current, setFile) : undefined), [host]);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => viewer?.setReadOnly(readOnly), [viewer, readOnly]);
  useEffect(() => {
    if (autoFocus) viewer?.focusFirst();
  }, [viewer, autoFocus]);
  useEffect(() => {
    if (!viewer) return;
    const report = () =>
      tell.current?.({ changes: viewer.changes(), closed: viewer.closedOutcomes() });
    report();
    viewer.onChange(report);
  }, [viewer]);
  useImperativeHandle(
    ref,
    () => ({
      changes: () => viewer?.changes() ?? {},
      check: () => viewer?.check() ?? false,
      showRefusals: (problems) => viewer?.showRefusals(problems) ?? [...problems],
      focus: (faulty) => viewer?.focusFirst(faulty),
    }),
    [viewer],
  );
  return (
    <>
      {error !== null && <Failure title={t('error.form')} error={error} />}
      {!viewer && error === null && <SkeletonRows rows={4} height={64} />}
      <div ref={host} hidden={!viewer} />
      <FilePreview file={file} onClose={() => setFile(null)} />
    </>
  );
};
