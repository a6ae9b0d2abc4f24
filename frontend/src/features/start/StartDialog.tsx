import { Button, Modal, TextInput } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import {
  isProblem,
  newKey,
  type FieldProblem,
  type JsonObject,
  type ProcessDefinition,
  type TaskForm,
} from '@/shared/api';
import {
  FormView,
  isFormSchema,
  outcomesOf,
  type FormHandle,
  type FormSchema,
  type Outcome,
} from '@/shared/forms';
import { explain, Failure, SkeletonRows, toast } from '@/shared/ui';
import {
  editsFrom,
  serverErrors,
  useVariables,
  VariableTable,
  type Held,
} from '@/shared/variables';
import { nameOf, useStart, useStartForm, type Start } from './api';
import classes from './start.module.css';

const NOTHING: Held = { variables: {}, variable_types: {} };

/** Values that the address brings: `?days=3` as text, besides the business key. */
const fromAddress = (params: URLSearchParams): JsonObject =>
  Object.fromEntries([...params].filter(([name]) => name !== 'business_key'));

/** What the server said about the business key. */
const keyError = (error: unknown): string | undefined =>
  isProblem(error)
    ? error.errors.find((one) => one.pointer === '/business_key')?.detail
    : undefined;

/** Start one process: business key and values. */
export const StartDialog = ({ definition }: { definition: ProcessDefinition | null }) => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const close = () => void navigate('/start');
  return (
    <Modal
      opened
      onClose={close}
      size={560}
      centered
      // A slip beside the dialog must not cost what was typed.
      closeOnClickOutside={false}
      title={definition ? nameOf(definition) : t('none')}
    >
      {definition ? <Loaded definition={definition} onClose={close} /> : <p>{t('dialog.gone')}</p>}
    </Modal>
  );
};

interface FormProps {
  definition: ProcessDefinition;
  onClose: () => void;
}

const Loaded = (props: FormProps) => {
  const { t } = useTranslation('start');
  const form = useStartForm(props.definition.id);
  if (form.error) {
    return (
      <Failure
        title={t('dialog.formFailed')}
        error={form.error}
        onRetry={() => void form.refetch()}
      />
    );
  }
  if (!form.data) return <SkeletonRows rows={3} height={56} />;
  return isFormSchema(form.data.form?.schema) ? (
    <SchemaStart {...props} form={form.data} schema={form.data.form.schema} />
  ) : (
    <TableStart {...props} />
  );
};

type Entered = Omit<Start, 'definition_id' | 'business_key' | 'key'>;

/** Send the start once per intention, and say how it went. */
const useStarting = ({ definition, onClose }: FormProps) => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [businessKey, setBusinessKey] = useState(params.get('business_key') ?? '');
  const key = useRef(newKey());
  const start = useStart();
  const name = nameOf(definition);
  const send = async (entered: Entered): Promise<unknown> => {
    try {
      const instance = await start.mutateAsync({
        definition_id: definition.id,
        business_key: businessKey.trim() || null,
        key: key.current,
        ...entered,
      });
      onClose();
      const words = instance.business_key
        ? t('startedKey', { key: instance.business_key })
        : t('started', { name });
      toast.done(words, {
        label: t('openInstance'),
        run: () => void navigate(`/instances/${instance.id}`),
      });
      return null;
    } catch (error) {
      // The error is shown in the dialog; what was refused is another intention than its mended form.
      key.current = newKey();
      return error;
    }
  };
  return { send, start, businessKey, setBusinessKey, begun: fromAddress(params) };
};

interface FrameProps extends FormProps {
  starting: ReturnType<typeof useStarting>;
  /** What no field shows of a refusal. */
  left?: readonly FieldProblem[];
  mend: boolean;
  outcomes: readonly Outcome[];
  onSubmit: (outcome: string | null) => void;
  children: ReactNode;
}

const Frame = (props: FrameProps) => {
  const { definition, starting, left, mend, outcomes, onSubmit, onClose, children } = props;
  const { t } = useTranslation('start');
  const { start, businessKey, setBusinessKey } = starting;
  const primary = outcomes.at(-1);
  const others = outcomes.slice(0, -1);
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    if (!start.isPending) onSubmit(primary?.value ?? null);
  };
  return (
    // The form of form-js is one of its own, and forms cannot be nested.
    <div className="k-dialog">
      {definition.documentation && <p>{definition.documentation}</p>}
      <TextInput
        size="md"
        label={t('dialog.key')}
        description={t('dialog.keyHint')}
        value={businessKey}
        error={keyError(start.error)}
        maxLength={255}
        data-autofocus
        onChange={(event) => setBusinessKey(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit(event);
        }}
      />
      {children}
      {start.error && (
        <div role="alert" className={classes.refusal}>
          {t('dialog.notStarted', { name: nameOf(definition) })}{' '}
          {left ? t('dialog.mend') : explain(start.error)}
          {left?.map(({ pointer, code, detail }) => (
            <p key={`${pointer} ${code}`}>{detail}</p>
          ))}
        </div>
      )}
      {mend && !start.error && (
        <p role="alert" className={classes.refusal}>
          {t('dialog.mend')}
        </p>
      )}
      <form className="k-dialog-actions" onSubmit={submit}>
        <span className={classes.version}>
          {t('dialog.version', { version: definition.version })}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        {others.map(({ value, label }) => (
          <Button
            key={value}
            variant="default"
            disabled={start.isPending}
            onClick={() => onSubmit(value)}
          >
            {label ?? t('dialog.start')}
          </Button>
        ))}
        <Button type="submit" loading={start.isPending}>
          {primary?.label ?? t('dialog.start')}
        </Button>
      </form>
    </div>
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

interface SchemaProps extends FormProps {
  form: TaskForm;
  schema: FormSchema;
}

/** What the process wants to know before it begins. */
const SchemaStart = ({ form, schema, ...props }: SchemaProps) => {
  const starting = useStarting(props);
  const handle = useRef<FormHandle>(null);
  const [mend, setMend] = useState(false);
  const [left, setLeft] = useState<FieldProblem[] | undefined>();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const outcomes = outcomesOf(schema).filter(({ value }) => value === null || !closed.has(value));
  const submit = async (outcome: string | null) => {
    const fields = handle.current;
    const isFine = fields?.check() ?? false;
    setMend(!isFine);
    if (!isFine) {
      requestAnimationFrame(() => fields?.focus(true));
      return;
    }
    const error = await starting.send({
      variables: fields?.changes() ?? {},
      variable_types: {},
      form: true,
      ...(form.form && { form_id: form.form.id }),
      ...(outcome !== null && { outcome }),
    });
    const isForm = isProblem(error) && error.code === 'form_invalid';
    setLeft(isForm ? fields?.showRefusals(error.errors) : undefined);
    if (isForm) requestAnimationFrame(() => fields?.focus(true));
  };
  return (
    <Frame
      {...props}
      starting={starting}
      left={left}
      mend={mend}
      outcomes={outcomes}
      onSubmit={(outcome) => void submit(outcome)}
    >
      <FormView
        ref={handle}
        schema={schema}
        variables={form.variables}
        draft={starting.begun}
        readOnly={false}
        label={form.form?.name ?? nameOf(props.definition)}
        onChange={(state) => setClosed(state.closed)}
      />
    </Frame>
  );
};
