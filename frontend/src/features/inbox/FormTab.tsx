import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskForm } from '@/shared/api';
import { isFormSchema } from '@/shared/forms';
import { Failure, SkeletonRows } from '@/shared/ui';
import { useDraft, useTaskForm, type TaskDraft } from './api';
import classes from './inbox.module.css';
import { SchemaWork } from './SchemaWork';
import { TableWork } from './TableWork';
import { type TaskWorkProps } from './TaskWork';

/** The values of a task, in its form where it has one, else in a table; and the bar to act on them. */
export const FormTab = (props: TaskWorkProps) => {
  const { t } = useTranslation('inbox');
  const form = useTaskForm(props.task);
  const draft = useDraft(props.task.id, props.task.can_complete || props.task.can_resolve);
  // Without the draft one works on what the server holds; a refused draft is no reason to stop.
  const ready = form.data && !draft.isLoading;
  return (
    <div className={classes.columns}>
      {ready && <Opened {...props} form={form.data} draft={draft.data ?? null} />}
      {!ready && (
        <>
          <div className={classes.formSide}>
            <div className={classes.form}>
              {form.error ? (
                <Failure
                  title={t('task.formFailed')}
                  error={form.error}
                  onRetry={() => void form.refetch()}
                />
              ) : (
                <SkeletonRows rows={4} height={64} />
              )}
            </div>
          </div>
          {props.rail}
        </>
      )}
    </div>
  );
};

export interface OpenedProps extends TaskWorkProps {
  form: TaskForm;
  draft: TaskDraft | null;
  onTakeTheirs: (draft: TaskDraft) => void;
}

/** The form as it was when the task was opened; another device's draft opens it anew. */
const Opened = (props: Omit<OpenedProps, 'onTakeTheirs'>) => {
  const [draft, setDraft] = useState(props.draft);
  const begun = { ...props, draft, onTakeTheirs: setDraft };
  const key = String(draft?.revision ?? 0);
  return isFormSchema(props.form.form?.schema) ? (
    <SchemaWork key={key} {...begun} schema={props.form.form.schema} />
  ) : (
    <TableWork key={key} {...begun} />
  );
};
