import { Button, Modal } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject, TaskForm, UserTask, Variables } from '@/shared/api';
import {
  FormView,
  isFormSchema,
  outcomesOf,
  type FormHandle,
  type FormSchema,
} from '@/shared/forms';
import { explain, Failure, SkeletonRows } from '@/shared/ui';
import { useVariables, VariableTable, type Held } from '@/shared/variables';
import { useTaskForm } from '../api';
import classes from './dialogs.module.css';
import { useLeft } from './Left';
import type { DialogProps } from './types';

const NOTHING: Held = { variables: {}, variable_types: {} };
/** They are said for each task, below the fields. */
const NO_REFUSALS: ReadonlyMap<string, string> = new Map();

/**
 * Complete several tasks with the same entries. The form opens empty, because the tasks hold different values; what is
 * not entered stays in each of them as it is. Whether that is enough the server says for each by itself.
 */
export const CompleteMany = (props: DialogProps) => {
  const { t } = useTranslation('inbox');
  const { tasks, onClose } = props;
  const [first] = tasks;
  const form = useTaskForm(first!);
  const done = useCompletion(props);
  return (
    <Modal
      opened
      onClose={done.isBegun ? props.onDone : onClose}
      title={t('completeMany.title', { count: done.left.length })}
      size={680}
      centered
      // A slip beside the dialog must not cost what was typed.
      closeOnClickOutside={false}
    >
      {form.error && !form.data && (
        <Failure
          title={t('task.formFailed')}
          error={form.error}
          onRetry={() => void form.refetch()}
        />
      )}
      {form.isPending && <SkeletonRows rows={4} height={64} />}
      {form.data &&
        (isFormSchema(form.data.form?.schema) ? (
          <SchemaFields {...{ done }} form={form.data} schema={form.data.form.schema} />
        ) : (
          <TableFields done={done} />
        ))}
    </Modal>
  );
};

/** Send it for all that are left; those that were refused can be sent once more, mended. */
const useCompletion = ({ tasks, actions, onDone, onClose }: DialogProps) => {
  const { t } = useTranslation('inbox');
  const [left, setLeft] = useState<readonly UserTask[]>(tasks);
  const sending = useLeft(left, actions);
  const isBegun = left.length < tasks.length || sending.isDone;
  const send = async (entered: Variables, outcome: string | null) => {
    const body: JsonObject = { ...entered, ...(outcome !== null && { outcome }) };
    const words = (count: number) => t('completeMany.done', { count });
    const refused = await sending.send('complete', body, words);
    if (refused === null) return;
    const ids = new Set(refused.map(({ id }) => id));
    if (ids.size === 0) onDone();
    else setLeft(tasks.filter(({ id }) => ids.has(id)));
  };
  return { ...sending, left, isBegun, send, close: isBegun ? onDone : onClose };
};

interface FrameProps {
  done: ReturnType<typeof useCompletion>;
  ways: readonly { value: string | null; label: string }[];
  isReady?: boolean;
  onWay: (outcome: string | null) => void;
  children: ReactNode;
}

const Frame = ({ done, ways, isReady = true, onWay, children }: FrameProps) => {
  const { t } = useTranslation('inbox');
  return (
    // The form of form-js is one of its own, and forms cannot be nested.
    <div className="k-dialog">
      <p>{t('completeMany.text')}</p>
      {children}
      {done.error != null && (
        <p role="alert" className={classes.refusal} data-state="incident">
          {explain(done.error)}
        </p>
      )}
      {done.list}
      <div className="k-dialog-actions">
        <Button variant="default" onClick={done.close}>
          {t(done.isBegun ? 'ask.ready' : 'ask.cancel')}
        </Button>
        {ways.map(({ value, label }, at) => (
          <Button
            key={value}
            variant={at === ways.length - 1 ? 'filled' : 'default'}
            disabled={!isReady}
            loading={done.busy && at === ways.length - 1}
            onClick={() => !done.busy && onWay(value)}
          >
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
};

interface FieldsProps {
  done: ReturnType<typeof useCompletion>;
}

const SchemaFields = ({
  done,
  form,
  schema,
}: FieldsProps & { form: TaskForm; schema: FormSchema }) => {
  const { t } = useTranslation('inbox');
  const handle = useRef<FormHandle>(null);
  const ways = outcomesOf(schema).map(({ value, label }) => ({
    value,
    label: label ?? t('task.complete'),
  }));
  const entered = () => ({ variables: handle.current?.changes() ?? {}, variable_types: {} });
  return (
    <Frame
      done={done}
      ways={ways.length > 0 ? ways : [{ value: null, label: t('task.complete') }]}
      onWay={(outcome) => void done.send(entered(), outcome)}
    >
      <FormView
        ref={handle}
        schema={schema}
        variables={NOTHING.variables}
        readOnly={false}
        autoFocus
        label={form.form?.name ?? ''}
      />
    </Frame>
  );
};

const TableFields = ({ done }: FieldsProps) => {
  const { t } = useTranslation('inbox');
  const editor = useVariables(NOTHING);
  return (
    <Frame
      done={done}
      ways={[{ value: null, label: t('task.complete') }]}
      isReady={!editor.hasErrors}
      onWay={() => void done.send(editor.changes(), null)}
    >
      <VariableTable editor={editor} refused={NO_REFUSALS} tried />
    </Frame>
  );
};
