import { useEffect, useRef, useState } from 'react';
import {
  isProblem,
  type FieldProblem,
  type JsonObject,
  type StartDraft,
  type TaskForm,
} from '@/shared/api';
import { FormView, outcomesOf, type FormHandle, type FormSchema } from '@/shared/forms';
import { toast } from '@/shared/ui';
import { useTranslation } from 'react-i18next';
import { nameOf } from './api';
import { Begun, Conflict, DraftNote, OldDraft } from './DraftNotes';
import { Frame, useStarting, type FormProps } from './Frame';
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
  const open = (other: StartDraft | null) => {
    setDraft(other);
    setOpening(opening + 1);
  };
  const anew = () =>
    void discardStartDraft(props.definition.id).then(
      () => open(null),
      (error: unknown) => toast.failed(t('draft.notDropped'), error),
    );
  return <Opened key={opening} {...props} draft={draft} onOpen={open} onAnew={anew} />;
};

interface OpenedProps extends Props {
  onOpen: (draft: StartDraft) => void;
  onAnew: () => void;
}

const Opened = ({ form, schema, draft, onOpen, onAnew, ...props }: OpenedProps) => {
  const isKept = !!draft?.updated_at;
  // What was typed into another form is offered, never laid over this one by itself.
  const typed = isKept && !draft.is_outdated ? draft : null;
  const starting = useStarting(props, typed?.business_key);
  const { businessKey } = starting;
  const drafting = useStartDrafting(props.definition.id, form.form?.id ?? null, draft);
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
      note={drafting.state && <DraftNote state={drafting.state} />}
      onSubmit={(outcome) => void submit(outcome)}
    >
      {typed && <Begun draft={typed} onAnew={onAnew} />}
      {isKept && draft.is_outdated && (
        <OldDraft
          draft={draft}
          onTake={() => onOpen({ ...draft, is_outdated: false })}
          onAnew={onAnew}
        />
      )}
      <Conflict state={drafting.state} onMine={drafting.keepMine} onTheirs={theirs} />
      <FormView
        ref={handle}
        schema={schema}
        variables={form.variables}
        draft={{ ...typed?.variables, ...starting.begun }}
        readOnly={false}
        label={form.form?.name ?? nameOf(props.definition)}
        onChange={(state) => {
          setDrawn(true);
          setClosed(state.closed);
          entered.current = state.changes;
          note({ variables: state.changes, business_key: businessKey });
        }}
      />
    </Frame>
  );
};
