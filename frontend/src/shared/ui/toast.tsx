import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { i18next } from '@/shared/i18n';
import { explain } from './explain';
import classes from './ui.module.css';

interface Offer {
  label: string;
  run: () => void;
}

const content = (text: string, id: string, offer?: Offer) => (
  <span className={classes.toastLine}>
    <span>{text}</span>
    {offer && (
      <Button
        size="xs"
        variant="subtle"
        onClick={() => {
          notifications.hide(id);
          offer.run();
        }}
      >
        {offer.label}
      </Button>
    )}
  </span>
);

let counter = 0;
const newId = () => `toast-${++counter}`;

/**
 * Say how a piece of work ended. It is said even when the part of the page that asked is gone by then; callbacks given
 * to `mutate` would not be called any more.
 */
export const tell = async <T,>(
  work: Promise<T>,
  words: { done: string; failed: string },
): Promise<T | null> => {
  try {
    const result = await work;
    toast.done(words.done);
    return result;
  } catch (error) {
    toast.failed(words.failed, error);
    return null;
  }
};

/** Short messages at the bottom left: what was done for six seconds, what failed until it is closed. */
export const toast = {
  done(text: string, offer?: Offer): void {
    const id = newId();
    notifications.show({
      id,
      role: 'status',
      autoClose: 6000,
      closeButtonProps: { 'aria-label': i18next.t('close') },
      icon: <IconCheck size={16} />,
      message: content(text, id, offer),
    });
  },

  undo(text: string, run: () => void): void {
    toast.done(text, { label: i18next.t('action.undo'), run });
  },

  failed(text: string, error?: unknown): void {
    const id = newId();
    const message = error === undefined ? text : `${text} ${explain(error)}`;
    notifications.show({
      id,
      role: 'alert',
      autoClose: false,
      closeButtonProps: { 'aria-label': i18next.t('close') },
      icon: <IconAlertTriangle size={16} />,
      color: 'red',
      message: content(message, id),
    });
  },
};
