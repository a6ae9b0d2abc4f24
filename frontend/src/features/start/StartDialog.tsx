import { Button, Modal, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { isProblem, newKey, type JsonObject, type ProcessDefinition } from '@/shared/api';
import { explain, toast } from '@/shared/ui';
import {
  editsFrom,
  serverErrors,
  useVariables,
  VariableTable,
  type Held,
} from '@/shared/variables';
import { nameOf, useStart } from './api';
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
      title={definition ? nameOf(definition) : t('none')}
    >
      {definition ? (
        <StartForm definition={definition} onClose={close} />
      ) : (
        <p>{t('dialog.gone')}</p>
      )}
    </Modal>
  );
};

interface FormProps {
  definition: ProcessDefinition;
  onClose: () => void;
}

const StartForm = ({ definition, onClose }: FormProps) => {
  const { t } = useTranslation('start');
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [businessKey, setBusinessKey] = useState(params.get('business_key') ?? '');
  const [tried, setTried] = useState(false);
  const key = useRef(newKey());
  const editor = useVariables(
    NOTHING,
    editsFrom(NOTHING, { variables: fromAddress(params), variable_types: {} }),
  );
  const start = useStart();
  const name = nameOf(definition);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (editor.hasErrors || start.isPending) return;
    try {
      const instance = await start.mutateAsync({
        definition_id: definition.id,
        business_key: businessKey.trim() || null,
        key: key.current,
        ...editor.changes(),
      });
      onClose();
      const words = instance.business_key
        ? t('startedKey', { key: instance.business_key })
        : t('started', { name });
      toast.done(words, {
        label: t('openInstance'),
        run: () => void navigate(`/instances/${instance.id}`),
      });
    } catch {
      // The error is shown in the dialog; what was refused is another intention than its mended form.
      key.current = newKey();
    }
  };
  return (
    <form className="k-dialog" onSubmit={(event) => void submit(event)}>
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
      />
      <fieldset className={classes.values}>
        <legend>{t('dialog.values')}</legend>
        <VariableTable
          editor={editor}
          refused={serverErrors(start.error)}
          tried={tried}
          technical
        />
      </fieldset>
      {start.error && (
        <p role="alert" className={classes.refusal}>
          {t('dialog.notStarted', { name })} {explain(start.error)}
        </p>
      )}
      {tried && editor.hasErrors && (
        <p role="alert" className={classes.refusal}>
          {t('dialog.mend')}
        </p>
      )}
      <div className="k-dialog-actions">
        <span className={classes.version}>
          {t('dialog.version', { version: definition.version })}
        </span>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button type="submit" loading={start.isPending}>
          {t('dialog.start')}
        </Button>
      </div>
    </form>
  );
};
