import { useEffect, useRef, useState, type ReactNode } from 'react';
import {
  isProblem,
  type FieldProblem,
  type JsonObject,
  type StartDraft,
  type TaskForm,
} from '@/shared/api';
import {
  fitDraft,
  FormView,
  LeftOver,
  OldDraft,
  outcomesOf,
  together,
  type FormHandle,
  type FormSchema,
  type Typed,
} from '@/shared/forms';
import { toast } from '@/shared/ui';
import { useTranslation } from 'react-i18next';
import { nameOf } from './api';
import { Begun, Conflict, DraftNote } from './DraftNotes';
import { Frame, useStarting, type FormProps } from './Frame';
import type { Session } from './session';
import { discardStartDraft, useStartDrafting } from './useStartDraft';

interface Props extends FormProps {
  form: TaskForm;
  schema: FormSchema;
  draft: StartDraft | null;
}

/** What the process wants to know before it begins; another draft opens the form anew. */
export const SchemaStart = (props: Props) => {
  const { t } = useTranslation('start');
  const [draft, setDraft] = useState(props.draft);
  const [opening, setOpening] = useState(0);
  const [left, setLeft] = useState<readonly Typed[]>([]);
  const { typed } = props.session;
  const open = (other: StartDraft | null) => {
    typed.clear();
    setDraft(other);
    setOpening(opening + 1);
  };
  // What was typed into another form is offered, never laid over this one by itself.
  const old = draft?.updated_at && draft.is_outdated ? draft : null;
  const values = old ? fitDraft(old.variables, props.schema, old.labels) : [];
  const take = () => {
    if (!old) return;
    setLeft(values.filter(({ misfit }) => misfit !== null));
    const variables = together(values.filter(({ misfit }) => misfit === null));
    open({ ...old, variables, is_outdated: false });
  };
  const anew = () =>
    void discardStartDraft(props.definition.id).then(
      () => {
        setLeft([]);
        open(null);
      },
      (error: unknown) => toast.failed(t('draft.notDropped'), error),
    );
  return (
    <Opened
      key={opening}
      {...props}
      draft={draft}
      isWaiting={old !== null}
      onOpen={open}
      onAnew={anew}
    >
      {old && <OldDraft draft={old} values={values} onTake={take} onDrop={anew} />}
      {left.length > 0 && <LeftOver values={left} onDone={() => setLeft([])} />}
    </Opened>
  );
};

interface OpenedProps extends Props {
  /** A draft for another form is to be decided about first: what is typed would take its place. */
  isWaiting: boolean;
  children: ReactNode;
  onOpen: (draft: StartDraft) => void;
  onAnew: () => void;
}

/** What was typed into the forms of other start events, as far as it fits this one. */
const fittingOf = ({ typed }: Session, schema: FormSchema): JsonObject =>
  together(fitDraft(typed.read().variables, schema).filter(({ misfit }) => misfit === null));

const Opened = ({ form, schema, draft, isWaiting, children, ...rest }: OpenedProps) => {
  const { t } = useTranslation('start');
  const { onOpen, onAnew, ...props } = rest;
  const { session } = props;
  const typed = draft?.updated_at && !draft.is_outdated ? draft : null;
  const starting = useStarting(props, typed?.business_key);
  const { businessKey } = starting;
  const drafting = useStartDrafting(props.definition.id, form.form?.id ?? null, draft, session);
  const [again] = useState(() => fittingOf(session, schema));
  const handle = useRef<FormHandle>(null);
  const entered = useRef<JsonObject | null>(null);
  const [isDrawn, setDrawn] = useState(false);
  const [mend, setMend] = useState(false);
  const [left, setLeft] = useState<FieldProblem[] | undefined>();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const outcomes = outcomesOf(schema).filter(({ value }) => value === null || !closed.has(value));
  const { note } = drafting;
  useEffect(() => {
    if (entered.current) note({ variables: entered.current, business_key: businessKey });
  }, [businessKey, note]);
  const submit = async (outcome: string | null) => {
    const fields = handle.current;
    const isFine = fields?.check() ?? false;
    setMend(!isFine);
    if (!isFine) {
      requestAnimationFrame(() => fields?.focus(true));
      return;
    }
    drafting.stop();
    const error = await starting.send({
      variables: fields?.changes() ?? {},
      variable_types: {},
      form: true,
      ...(form.form && { form_id: form.form.id }),
      ...(outcome !== null && { outcome }),
    });
    if (error === null) return;
    drafting.resume();
    const isForm = isProblem(error) && error.code === 'form_invalid';
    setLeft(isForm ? fields?.showRefusals(error.errors) : undefined);
    if (isForm) requestAnimationFrame(() => fields?.focus(true));
  };
  const theirs = () => {
    const other = drafting.takeTheirs();
    if (other) onOpen(other);
  };
  return (
    <Frame
      {...props}
      starting={starting}
      left={left}
      mend={mend}
      isReady={isDrawn}
      outcomes={outcomes}
      note={
        session.isUsual
          ? drafting.state && <DraftNote state={drafting.state} />
          : t('draft.notKept')
      }
      onSubmit={(outcome) => void submit(outcome)}
    >
      {typed && <Begun draft={typed} onAnew={onAnew} />}
      {children}
      <Conflict state={drafting.state} onMine={drafting.keepMine} onTheirs={theirs} />
      {!isWaiting && (
        <FormView
          ref={handle}
          schema={schema}
          variables={form.variables}
          draft={{ ...typed?.variables, ...starting.begun, ...again }}
          readOnly={false}
          label={form.form?.name ?? nameOf(props.definition)}
          onChange={(state) => {
            setDrawn(true);
            setClosed(state.closed);
            entered.current = state.changes;
            session.typed.note({ variables: state.changes, variable_types: {} });
            note({ variables: state.changes, business_key: businessKey });
          }}
        />
      )}
    </Frame>
  );
};
