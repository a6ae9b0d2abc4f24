import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useReturnFocus } from './useReturnFocus';

interface Props {
  opened: boolean;
  title: string;
  children: ReactNode;
  confirm: string;
  keep: string;
  onConfirm: () => void;
  onClose: () => void;
  busy?: boolean;
  disabled?: boolean;
  danger?: boolean;
}

/** Dialog before something that cannot be undone; it says what will happen. */
export const Confirm = ({ opened, title, ...rest }: Props) => (
  <Modal opened={opened} onClose={rest.onClose} title={title} size={480} centered>
    <Question {...rest} />
  </Modal>
);

const Question = ({
  children,
  confirm,
  keep,
  onConfirm,
  onClose,
  busy,
  disabled,
  danger = true,
}: Omit<Props, 'opened' | 'title'>) => {
  // The dialog may be there only while it is open.
  useReturnFocus();
  return (
    <form
      className="k-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      {children}
      <div className="k-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {keep}
        </Button>
        <Button
          type="submit"
          className={danger ? 'k-danger' : undefined}
          loading={busy}
          disabled={disabled}
        >
          {confirm}
        </Button>
      </div>
    </form>
  );
};
