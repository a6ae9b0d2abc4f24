import { Button, Modal, Textarea } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { explain } from '@/shared/ui';
import classes from './dialogs.module.css';

/** What the server said about one field. */
export const errorAt = (error: unknown, pointer: string): string | undefined =>
  isProblem(error) ? error.errors.find((one) => one.pointer === pointer)?.detail : undefined;

interface ReasonProps {
  value: string;
  onChange: (value: string) => void;
  /** Whether nothing is done without one. */
  isRequired?: boolean;
}

/** Why, for the history. */
export const ReasonField = ({ value, onChange, isRequired = false }: ReasonProps) => {
  const { t } = useTranslation('inbox');
  return (
    <Textarea
      label={t('ask.reason')}
      description={t(isRequired ? 'ask.reasonNeeded' : 'ask.reasonHint')}
      required={isRequired}
      autosize
      minRows={4}
      maxRows={8}
      maxLength={1000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

interface Props {
  title: string;
  children: ReactNode;
  error?: unknown;
  /** Pointers whose faults the fields show themselves. */
  fields?: readonly string[];
  confirm: string;
  busy?: boolean;
  disabled?: boolean;
  onSubmit: () => void;
  onClose: () => void;
}

/** A dialog with a few fields and one way to send them. */
export const DialogShell = (props: Props) => {
  const { t } = useTranslation('inbox');
  const { error, fields = [] } = props;
  const atField = fields.some((pointer) => errorAt(error, pointer));
  return (
    <Modal opened onClose={props.onClose} title={props.title} size={480} centered>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.disabled && !props.busy) props.onSubmit();
        }}
      >
        {props.children}
        {error != null && !atField && (
          <p role="alert" className={classes.refusal} data-state="incident">
            <IconAlertTriangle size={16} aria-hidden />
            {isProblem(error) && error.code === 'user_task_changed'
              ? t('ask.changed')
              : explain(error)}
          </p>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={props.onClose}>
            {t('ask.cancel')}
          </Button>
          <Button type="submit" loading={props.busy} disabled={props.disabled}>
            {props.confirm}
          </Button>
        </div>
      </form>
    </Modal>
  );
};
