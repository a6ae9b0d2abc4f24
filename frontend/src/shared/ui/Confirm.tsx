import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';

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
export const Confirm = ({
  opened,
  title,
  children,
  confirm,
  keep,
  onConfirm,
  onClose,
  busy,
  disabled,
  danger = true,
}: Props) => (
  <Modal opened={opened} onClose={onClose} title={title} size={480} centered>
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
  </Modal>
);
