import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type JsonObject } from '@/shared/api';
import { FormView, outcomesOf, together, type FormHandle, type FormSchema } from '@/shared/forms';
import type { WayOut } from './ActionBar';
import type { OpenedProps } from './FormTab';
import { OldDraft } from './OldDraft';
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
  // What was typed into another version is offered, never laid over the form by itself.
  const [old, setOld] = useState(draft?.is_outdated ? draft : null);
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
  const take = (values: JsonObject) => {
    setTyped(together([{ nested: work.changes().variables }, { nested: values }]));
    setOpening(opening + 1);
  };
  return (
    <TaskWork {...props} work={work} isReady={drawn === opening} drafting={drafting} ways={ways}>
      {old && isEditable && (
        <OldDraft
          draft={old}
          schema={schema}
          onTake={take}
          onDone={() => setOld(null)}
          onDrop={() => {
            drafting.clear();
            setOld(null);
          }}
        />
      )}
      <FormView
        key={opening}
        ref={handle}
        schema={schema}
        variables={form.variables}
        draft={typed}
        readOnly={!isEditable}
        label={form.form?.name ?? ''}
        onChange={(state) => {
          setDrawn(opening);
          setClosed(state.closed);
          drafting.note({ variables: state.changes, variable_types: {} });
        }}
      />
    </TaskWork>
  );
};
