import { useService } from 'bpmn-js-properties-panel';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import type { BpmnFactory, Command } from './commands';
import type { Field } from './field';

/** What the panel gives to each entry of a group. */
export interface EntryProps {
  element: DiagramElement;
  id: string;
  field: Field;
  host: ModdleElement;
}

interface CommandStack {
  execute(name: string, commands: Command[]): void;
}

/** Give the function that writes a setting as one step that can be undone. */
export const useWriter = ({ element, field, host }: EntryProps): ((value: unknown) => void) => {
  const commandStack = useService('commandStack') as CommandStack;
  const factory = useService('bpmnFactory') as BpmnFactory;
  return (value) => {
    const commands = field.write({ element, host, factory }, value);
    if (commands.length > 0)
      commandStack.execute('properties-panel.multi-command-executor', commands);
  };
};
