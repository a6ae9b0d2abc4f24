import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type JsonObject } from '@/shared/api';
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
import type { WayOut } from './ActionBar';
import type { OpenedProps } from './FormTab';
import { TaskWork, useIsEditable, type Work } from './TaskWork';
import { useTaskDraft } from './useTaskDraft';

const NONE: ReadonlySet<string> = new Set();

interface Props extends OpenedProps {
  schema: FormSchema;
}

/** The ways out that the form offers now; one that knows none is simply completed. */
const useWays = (schema: FormSchema, closed: ReadonlySet<string>): WayOut[] => {
  const { t } = useTranslation('inbox');
  const ways = outcomesOf(schema).map(({ value, label }) => ({
    value,
    label: label ?? t('task.complete'),
  }));
  if (ways.length === 0) return [{ value: null, label: t('task.complete') }];
  return ways.filter(({ value }) => value === null || !closed.has(value));
};

/** A task in its form. */
export const SchemaWork = ({ form, draft, schema, ...props }: Props) => {
  const { task } = props;
  const isEditable = useIsEditable(task);
  const drafting = useTaskDraft(task.id, draft, form.form?.id ?? null);
  const [closed, setClosed] = useState(NONE);
  // What was typed into another version is decided about first: what is typed would take its place.
  const [old, setOld] = useState(draft?.is_outdated ? draft : null);
  const [left, setLeft] = useState<readonly Typed[]>([]);
  const [typed, setTyped] = useState<JsonObject | null>(
    draft && !draft.is_outdated ? draft.variables : null,
  );
  const [opening, setOpening] = useState(0);
  const [drawn, setDrawn] = useState(-1);
  const handle = useRef<FormHandle>(null);
  const ways = useWays(schema, closed);
  const work = useMemo<Work>(
    () => ({
      changes: () => ({ variables: handle.current?.changes() ?? {}, variable_types: {} }),
      check: () => handle.current?.check() ?? false,
      refuse: (error) => handle.current?.showRefusals(isProblem(error) ? error.errors : []) ?? [],
      focus: (faulty) => handle.current?.focus(faulty),
    }),
    [],
  );
  const isWaiting = old !== null && isEditable;
  const values = old ? fitDraft(old.variables, schema, old.labels) : [];
  const open = (variables: JsonObject | null) => {
    setTyped(variables);
    setOld(null);
    setOpening(opening + 1);
  };
  const take = () => {
    setLeft(values.filter(({ misfit }) => misfit !== null));
    open(together(values.filter(({ misfit }) => misfit === null)));
  };
  const drop = () => {
    drafting.clear();
    open(null);
  };
  return (
    <TaskWork
      {...props}
      work={work}
      isReady={!isWaiting && drawn === opening}
      drafting={drafting}
      ways={ways}
    >
      {isWaiting && <OldDraft draft={old} values={values} onTake={take} onDrop={drop} />}
      {left.length > 0 && <LeftOver values={left} onDone={() => setLeft([])} />}
      {!isWaiting && (
        <FormView
          key={opening}
          ref={handle}
          schema={schema}
          variables={form.variables}
          draft={typed}
          readOnly={!isEditable}
          label={form.form?.name ?? ''}
          autoFocus={opening > 0}
          onChange={(state) => {
            setDrawn(opening);
            setClosed(state.closed);
            if (isEditable) drafting.note({ variables: state.changes, variable_types: {} });
          }}
        />
      )}
    </TaskWork>
  );
};
