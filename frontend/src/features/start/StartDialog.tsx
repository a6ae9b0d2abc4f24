import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProcessDefinition } from '@/shared/api';
import { isFormSchema } from '@/shared/forms';
import { Dialog, Failure, SkeletonRows } from '@/shared/ui';
import {
  editsFrom,
  serverErrors,
  useVariables,
  VariableTable,
  type Held,
} from '@/shared/variables';
import { nameOf, useStartDraft, useStartForm } from './api';
import { Frame, useStarting, type FormProps } from './Frame';
import { SchemaStart } from './SchemaStart';
import classes from './start.module.css';

const NOTHING: Held = { variables: {}, variable_types: {} };

/** Start one process: business key and values. */
export const StartDialog = ({ definition }: { definition: ProcessDefinition | null }) => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const close = () => void navigate('/start');
  return (
    <Dialog
      onClose={close}
      size={560}
      // A slip beside the dialog must not cost what was typed.
      closeOnClickOutside={false}
      title={definition ? nameOf(definition) : t('none')}
    >
      {definition ? <Loaded definition={definition} onClose={close} /> : <p>{t('dialog.gone')}</p>}
    </Dialog>
  );
};

const Loaded = (props: FormProps) => {
  const { t } = useTranslation('start');
  const form = useStartForm(props.definition.id);
  const hasForm = !!form.data?.form;
  const draft = useStartDraft(props.definition.id, hasForm);
  if (form.error) {
    return (
      <Failure
        title={t('dialog.formFailed')}
        error={form.error}
        onRetry={() => void form.refetch()}
      />
    );
  }
  // A draft that cannot be read is no reason not to start.
  if (!form.data || draft.isLoading) return <SkeletonRows rows={3} height={56} />;
  return isFormSchema(form.data.form?.schema) ? (
    <SchemaStart
      {...props}
      form={form.data}
      schema={form.data.form.schema}
      draft={draft.data ?? null}
    />
  ) : (
    <TableStart {...props} />
  );
};

/** Any values, typed: the process asks for none in particular. */
const TableStart = (props: FormProps) => {
  const { t } = useTranslation('start');
  const starting = useStarting(props);
  const [tried, setTried] = useState(false);
  const editor = useVariables(
    NOTHING,
    editsFrom(NOTHING, { variables: starting.begun, variable_types: {} }),
  );
  const submit = () => {
    setTried(true);
    if (!editor.hasErrors) void starting.send(editor.changes());
  };
  return (
    <Frame
      {...props}
      starting={starting}
      mend={tried && editor.hasErrors}
      isReady
      outcomes={[]}
      onSubmit={submit}
    >
      <fieldset className={classes.values}>
        <legend>{t('dialog.values')}</legend>
        <VariableTable
          editor={editor}
          refused={serverErrors(starting.start.error)}
          tried={tried}
          technical
        />
      </fieldset>
    </Frame>
  );
};
