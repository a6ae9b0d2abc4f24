import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { editsFrom, serverErrors, useVariables, VariableTable } from '@/shared/variables';
import type { OpenedProps } from './FormTab';
import { TaskWork, useIsEditable, type Work } from './TaskWork';
import { useTaskDraft } from './useTaskDraft';

const FIELDS = 'input, textarea, select, button';

/** The values of a task that has no form: all of them, typed. */
export const TableWork = ({ form, draft, ...props }: OpenedProps) => {
  const { t } = useTranslation('inbox');
  const { task } = props;
  const isEditable = useIsEditable(task);
  const drafting = useTaskDraft(task.id, draft, null);
  const editor = useVariables(form, draft ? editsFrom(form, draft) : undefined);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const body = useRef<HTMLDivElement>(null);
  const now = useRef(editor);
  const { note } = drafting;
  useEffect(() => {
    now.current = editor;
    if (!editor.hasErrors) note(editor.changes());
  }, [editor, note]);
  const work = useMemo<Work>(
    () => ({
      changes: () => now.current.changes(),
      check: () => {
        setTried(true);
        return !now.current.hasErrors;
      },
      refuse: (error) => {
        setRefusal(error);
        return isProblem(error) ? error.errors : [];
      },
      focus: (faulty) =>
        body.current?.querySelector<HTMLElement>(faulty ? '[aria-invalid=true]' : FIELDS)?.focus(),
    }),
    [],
  );
  return (
    <TaskWork
      {...props}
      work={work}
      isReady
      drafting={drafting}
      ways={[{ value: null, label: t('task.complete') }]}
    >
      <div ref={body}>
        <VariableTable
          editor={editor}
          readOnly={!isEditable}
          refused={serverErrors(refusal)}
          tried={tried}
        />
      </div>
    </TaskWork>
  );
};
