/** The parts of the untyped bpmn.io packages that the modeler uses. */
declare module 'bpmn-js-properties-panel' {
  import type { ModuleDeclaration } from 'didi';
  export const BpmnPropertiesPanelModule: ModuleDeclaration;
  export const BpmnPropertiesProviderModule: ModuleDeclaration;
  export function useService(name: string): unknown;
}

declare module '@bpmn-io/properties-panel' {
  type Entry = (props: never) => unknown;
  export const TextFieldEntry: Entry;
  export const TextAreaEntry: Entry;
  export const ListGroup: Entry;
  export const SelectEntry: Entry;
  export const CheckboxEntry: Entry;
  export const FeelEntry: Entry;
  export const FeelTextAreaEntry: Entry;
  export const FeelLanguageContext: { Provider: Entry };
  export function isTextFieldEntryEdited(node: HTMLElement): boolean;
  export function isTextAreaEntryEdited(node: HTMLElement): boolean;
  export function isSelectEntryEdited(node: HTMLElement): boolean;
  export function isCheckboxEntryEdited(node: HTMLElement): boolean;
  export function isFeelEntryEdited(node: HTMLElement): boolean;
}

declare module '@bpmn-io/properties-panel/preact/jsx-runtime' {
  export function jsx(type: unknown, props: object, key?: string): unknown;
  export const Fragment: unknown;
  export namespace JSX {
    type Element = unknown;
    type ElementType = unknown;
    interface ElementChildrenAttribute {
      children: object;
    }
    interface IntrinsicElements {
      [name: string]: object;
    }
    interface IntrinsicAttributes {
      key?: string;
    }
  }
}

declare module '@bpmn-io/properties-panel/preact/hooks' {
  export { useEffect, useState } from 'react';
}

declare module 'diagram-js-grid' {
  import type { ModuleDeclaration } from 'didi';
  const gridModule: ModuleDeclaration;
  export default gridModule;
}
