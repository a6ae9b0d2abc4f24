import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import {
  isProblem,
  newKey,
  type FieldProblem,
  type JsonObject,
  type ProcessDefinition,
} from '@/shared/api';
import type { Outcome } from '@/shared/forms';
import { explain, toast } from '@/shared/ui';
import { nameOf, useStart, type Start } from './api';
import type { Session } from './session';
import classes from './start.module.css';

/** Values that the address brings: `?days=3` as text, besides the business key. */
const fromAddress = (params: URLSearchParams): JsonObject =>
  Object.fromEntries([...params].filter(([name]) => name !== 'business_key'));

/** What the server said about the business key. */
const keyError = (error: unknown): string | undefined =>
  isProblem(error)
    ? error.errors.find((one) => one.pointer === '/business_key')?.detail
    : undefined;

export interface FormProps {
  definition: ProcessDefinition;
  session: Session;
  onClose: () => void;
}

type Entered = Omit<Start, 'definition_id' | 'business_key' | 'start_at' | 'key'>;

/** Send the start once per intention, and say how it went. */
export const useStarting = ({ definition, session, onClose }: FormProps, draftKey = '') => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const businessKey = session.businessKey ?? params.get('business_key') ?? draftKey;
  const key = useRef(newKey());
  const start = useStart();
  const name = nameOf(definition);
  const send = async (entered: Entered): Promise<unknown> => {
    try {
      const instance = await start.mutateAsync({
        definition_id: definition.id,
        business_key: businessKey.trim() || null,
        key: key.current,
        ...(session.options.length > 1 && session.chosen ? { start_at: session.chosen } : {}),
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
  return { send, start, businessKey, begun: fromAddress(params) };
};

interface FrameProps extends FormProps {
  starting: ReturnType<typeof useStarting>;
  /** What no field shows of a refusal. */
  left?: readonly FieldProblem[];
  mend: boolean;
  /** Whether the fields are drawn: before, nothing can be checked. */
  isReady: boolean;
  /** Whether what was typed is kept. */
  note?: ReactNode;
  outcomes: readonly Outcome[];
  onSubmit: (outcome: string | null) => void;
  children: ReactNode;
}

export const Frame = (props: FrameProps) => {
  const { definition, session, starting, left, mend, outcomes, onSubmit, onClose, children } =
    props;
  const { t } = useTranslation('start');
  const { start, businessKey } = starting;
  const { options, chosen } = session;
  const mustChoose = options.length > 1 && !chosen;
  const isReady = props.isReady && !mustChoose;
  const primary = outcomes.at(-1);
  const others = outcomes.slice(0, -1);
  const first = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLSelectElement>(null);
  const wasChosen = useRef(session.switches > 0);
  // The dialog gave the focus to its first control while the form was on its way; who chose stays there.
  useEffect(() => (wasChosen.current ? place.current : first.current)?.focus(), []);
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    if (isReady && !start.isPending) onSubmit(primary?.value ?? null);
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
        ref={first}
        data-autofocus
        onChange={(event) => session.setBusinessKey(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') submit(event);
        }}
      />
      {options.length > 1 && (
        <NativeSelect
          ref={place}
          size="md"
          label={t('dialog.startAt')}
          description={t('dialog.startAtHint')}
          data={[
            ...(mustChoose ? [{ value: '', label: t('dialog.chooseStart') }] : []),
            ...options.map(({ activity_id: value, activity_name: label }) => ({ value, label })),
          ]}
          value={chosen ?? ''}
          onChange={(event) => session.choose(event.currentTarget.value, businessKey)}
        />
      )}
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
          {props.note ?? t('dialog.version', { version: definition.version })}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        {others.map(({ value, label }) => (
          <Button
            key={value}
            variant="default"
            disabled={start.isPending || !isReady}
            onClick={() => onSubmit(value)}
          >
            {label ?? t('dialog.start')}
          </Button>
        ))}
        <Button type="submit" loading={start.isPending} disabled={!isReady}>
          {primary?.label ?? t('dialog.start')}
        </Button>
      </form>
    </div>
  );
};
