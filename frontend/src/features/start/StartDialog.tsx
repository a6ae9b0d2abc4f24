import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { JsonObject, ProcessDefinition } from '@/shared/api';
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
import { useSession } from './session';
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
      {definition ? <Begun definition={definition} onClose={close} /> : <p>{t('dialog.gone')}</p>}
    </Dialog>
  );
};

const Begun = (props: Omit<FormProps, 'session'>) => {
  const session = useSession(props.definition.id);
  if (!session.isKnown) return <SkeletonRows rows={3} height={56} />;
  return <Loaded {...props} session={session} />;
};

const Loaded = (props: FormProps) => {
  const { t } = useTranslation('start');
  const { definition, session } = props;
  const form = useStartForm(definition.id, session.isUsual ? null : session.chosen);
  const draft = useStartDraft(definition.id, session, !!form.data?.form);
  if (form.error) {
    return (
      <Waiting {...props}>
        <Failure
          title={t('dialog.formFailed')}
          error={form.error}
          onRetry={() => void form.refetch()}
        />
      </Waiting>
    );
  }
  if (session.options.length > 1 && !session.chosen) return <Waiting {...props} />;
  // A draft that cannot be read is no reason not to start.
  if (!form.data || draft.isLoading) {
    return (
      <Waiting {...props}>
        <SkeletonRows rows={3} height={56} />
      </Waiting>
    );
  }
  return isFormSchema(form.data.form?.schema) ? (
    <SchemaStart
      key={session.chosen}
      {...props}
      form={form.data}
      schema={form.data.form.schema}
      draft={draft.data ?? null}
    />
  ) : (
    <TableStart key={session.chosen} {...props} />
  );
};

/** Business key and start event, while the form is on its way, or none is chosen. */
const Waiting = ({ children, ...props }: FormProps & { children?: ReactNode }) => {
  const starting = useStarting(props);
  return (
    <Frame
      {...props}
      starting={starting}
      mend={false}
      isReady={false}
      outcomes={[]}
      onSubmit={() => undefined}
    >
      {children}
    </Frame>
  );
};

const withTyped = ({ typed }: FormProps['session'], begun: JsonObject): Held => {
  const { variables, variable_types } = typed.read();
  return { variables: { ...begun, ...variables }, variable_types };
};

/** Any values, typed: the process asks for none in particular. */
const TableStart = (props: FormProps) => {
  const { t } = useTranslation('start');
  const starting = useStarting(props);
  const [tried, setTried] = useState(false);
  const editor = useVariables(
    NOTHING,
    editsFrom(NOTHING, withTyped(props.session, starting.begun)),
  );
  const { typed } = props.session;
  useEffect(() => {
    if (!editor.hasErrors) typed.note(editor.changes());
  });
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
