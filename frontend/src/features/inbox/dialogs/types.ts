import type { UserTask } from '@/shared/api';
import type { TaskActions } from '../useTaskActions';

export interface DialogProps {
  /** At least one. */
  tasks: readonly UserTask[];
  actions: TaskActions;
  onClose: () => void;
  /** Closes, too, and ends the selection. */
  onDone: () => void;
}
