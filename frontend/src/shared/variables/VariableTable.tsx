import { ActionIcon, Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { IconArrowBackUp, IconHistory, IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { humanize } from '@/shared/format';
import type { Row, Typed } from './edits';
import { CHOSEN_KINDS, textForKind, type Kind } from './kinds';
import type { VariableEditor } from './useVariables';
import classes from './variables.module.css';

interface Props {
  editor: VariableEditor;
  /** What is shown cannot be changed. */
  readOnly?: boolean;
  /** Refusals of the server by variable name. */
  refused?: ReadonlyMap<string, string>;
  /** Show the names as the model writes them. */
  technical?: boolean;
  /** Errors are shown only after the person tried to send. */
  tried?: boolean;
  /** Tell how a variable came to its value. */
  onHistory?: (name: string) => void;
  /** Ask for the value of a secret one, for who may. */
  onReveal?: (name: string) => void;
}

/** A typed table of variables, where each value is edited as what it is. */
export const VariableTable = ({
  editor,
  readOnly,
  refused,
  technical,
  tried = true,
  onHistory,
  onReveal,
}: Props) => {
  const { t } = useTranslation();
  const none = editor.rows.length === 0;
  return (
    <div className={classes.wrap}>
      {none && (
        <p className={classes.none}>{readOnly ? t('variable.noneRead') : t('variable.none')}</p>
      )}
      {!none && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('variable.name')}</th>
              <th scope="col">{t('variable.value')}</th>
              <th scope="col">{t('variable.type')}</th>
              {!readOnly && <th aria-hidden />}
              {onHistory && <th aria-hidden className={classes.actions} />}
            </tr>
          </thead>
          <tbody>
            {editor.rows.map((row) => (
              <VariableRow
                key={row.id}
                {...{ row, editor, readOnly, technical, tried, onHistory, onReveal }}
                refused={refused?.get(row.name)}
              />
            ))}
          </tbody>
        </table>
      )}
      {!readOnly && (
        <Button
          variant="subtle"
          size="xs"
          className={classes.add}
          leftSection={<IconPlus size={14} />}
          onClick={editor.add}
        >
          {t('variable.add')}
        </Button>
      )}
    </div>
  );
};

interface RowProps extends Omit<Props, 'refused'> {
  row: Row;
  refused?: string;
}

/** What to say about a row's name and about its value. */
const useRowErrors = ({ row, tried, refused }: RowProps) => {
  const { t } = useTranslation();
  const own = row.error ? t(`variable.error.${row.error}`, { reason: row.reason }) : undefined;
  const aboutName = row.error === 'name' || row.error === 'nameTwice';
  if (aboutName) return { name: tried ? own : undefined, value: refused };
  return { name: undefined, value: (tried || row.text !== '' ? own : undefined) ?? refused };
};

const VariableRow = (props: RowProps) => {
  const { row, editor, readOnly, onHistory } = props;
  const { t } = useTranslation();
  const label = row.isNew ? row.name || t('variable.unnamed') : humanize(row.name);
  const errors = useRowErrors(props);
  return (
    <tr data-changed={(!readOnly && row.isChanged) || undefined}>
      <th scope="row" title={row.name}>
        <NameCell {...props} label={label} error={errors.name} />
      </th>
      <td className={classes.value}>
        {row.isSecret ? (
          <SecretValue {...props} label={label} />
        ) : readOnly ? (
          <ReadValue row={row} />
        ) : (
          <ValueField {...{ row, editor, label }} error={errors.value} />
        )}
      </td>
      <td className={classes.type}>
        <TypeCell {...props} label={label} />
      </td>
      {!readOnly && (
        <td className={classes.undo}>
          {row.isChanged && (
            <ActionIcon
              size={28}
              aria-label={t(row.isNew ? 'variable.remove' : 'variable.reset', { name: label })}
              onClick={() => editor.reset(row)}
            >
              {row.isNew ? <IconX size={16} /> : <IconArrowBackUp size={16} />}
            </ActionIcon>
          )}
        </td>
      )}
      {onHistory && (
        <td className={classes.undo}>
          {!row.isNew && (
            <ActionIcon
              size={28}
              aria-label={t('variable.history', { name: label })}
              title={t('variable.history', { name: label })}
              onClick={() => onHistory(row.name)}
            >
              <IconHistory size={16} />
            </ActionIcon>
          )}
        </td>
      )}
    </tr>
  );
};

interface CellProps extends RowProps {
  label: string;
  error?: string;
}

const NameCell = ({ row, editor, readOnly, technical, label, error }: CellProps) => {
  const { t } = useTranslation();
  if (row.isNew) {
    return (
      <TextInput
        size="md"
        aria-label={t('variable.newName')}
        placeholder={t('variable.name')}
        value={row.name}
        error={error}
        onChange={(event) => editor.rename(row, event.currentTarget.value)}
        autoFocus
      />
    );
  }
  return (
    <>
      <span className={classes.name}>{technical ? row.name : label}</span>
      {!readOnly && row.isChanged && (
        <span className={classes.changed}>{t('variable.changed')}</span>
      )}
    </>
  );
};

const TypeCell = ({ row, editor, readOnly, label }: CellProps) => {
  const { t } = useTranslation();
  if (row.isSecret) return null;
  if (readOnly || row.kind === 'bytes' || row.kind === 'file') {
    return <span className={classes.kind}>{t(`variable.types.${row.kind}`)}</span>;
  }
  return (
    <NativeSelect
      variant="unstyled"
      classNames={{ input: classes.quiet }}
      aria-label={t('variable.typeOf', { name: label })}
      value={row.kind}
      data={CHOSEN_KINDS.map((kind) => ({ value: kind, label: t(`variable.types.${kind}`) }))}
      onChange={(event) => {
        const kind = event.currentTarget.value as Kind;
        editor.setValue(row, { kind, text: textForKind(row.text, kind) });
      }}
    />
  );
};

/** Stands where a value is masked. */
export const SecretMark = () => {
  const { t } = useTranslation();
  return (
    <span className={classes.kind}>
      <span aria-hidden>••••••</span> {t('variable.secret')}
    </span>
  );
};

/** A masked value: revealed for a reason, or replaced by another one, never written as it stands. */
const SecretValue = ({ row, editor, readOnly, onReveal, label }: CellProps) => {
  const { t } = useTranslation();
  return (
    <span className={classes.secret}>
      <SecretMark />
      {onReveal && (
        <Button
          variant="default"
          size="compact-xs"
          aria-label={t('variable.revealOf', { name: label })}
          onClick={() => onReveal(row.name)}
        >
          {t('variable.reveal')}
        </Button>
      )}
      {!readOnly && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={t('variable.replaceOf', { name: label })}
          onClick={() => editor.setValue(row, { kind: 'string', text: '' })}
        >
          {t('variable.replace')}
        </Button>
      )}
    </span>
  );
};

/** A value to be read. */
export const ReadValue = ({ row }: { row: Typed }) => {
  const { t } = useTranslation();
  if (row.kind === 'null') return <span className={classes.kind}>{t('variable.types.null')}</span>;
  if (row.kind === 'boolean') return <>{t(row.text === 'true' ? 'yes' : 'no')}</>;
  if (row.kind === 'json') return <pre className="k-code">{row.text}</pre>;
  return <span className={row.kind === 'string' ? classes.text : 'k-num'}>{row.text}</span>;
};

interface FieldProps {
  row: Row;
  editor: VariableEditor;
  label: string;
  error?: string;
}

const PLAIN_DATE = /^(\d{4}-\d{2}-\d{2})?$/;

const ValueField = ({ row, editor, label, error }: FieldProps) => {
  const { t } = useTranslation();
  const set = (text: string) => editor.setValue(row, { kind: row.kind, text });
  const common = { 'aria-label': label, size: 'md', value: row.text, error } as const;
  if (row.kind === 'null' || row.kind === 'bytes' || row.kind === 'file') {
    return <ReadValue row={row} />;
  }
  if (row.kind === 'boolean') {
    return (
      <Checkbox
        className={classes.check}
        size="sm"
        aria-label={label}
        label={t(row.text === 'true' ? 'yes' : 'no')}
        checked={row.text === 'true'}
        error={error}
        onChange={(event) => set(String(event.currentTarget.checked))}
      />
    );
  }
  if (
    row.kind === 'json' ||
    (row.kind === 'string' && (row.text.includes('\n') || row.text.length > 60))
  ) {
    return (
      <Textarea
        {...common}
        autosize
        minRows={2}
        maxRows={14}
        classNames={{ input: row.kind === 'json' ? classes.code : undefined }}
        spellCheck={row.kind !== 'json'}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  const native = row.kind === 'date' && PLAIN_DATE.test(row.text);
  return (
    <TextInput
      {...common}
      type={native ? 'date' : 'text'}
      inputMode={row.kind === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
};
