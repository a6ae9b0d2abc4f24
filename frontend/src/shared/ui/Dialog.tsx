import { Modal, type ModalProps } from '@mantine/core';
import { useReturnFocus } from './useReturnFocus';

/** A dialog that is there only while it is open; when it goes, the focus returns to where it was. */
export const Dialog = (props: Omit<ModalProps, 'opened'>) => {
  useReturnFocus();
  return <Modal opened centered {...props} />;
};
