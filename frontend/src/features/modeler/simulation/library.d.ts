/** The parts of the untyped simulation that the modeler uses. */
declare module 'bpmn-js-token-simulation/lib/features/context-pads/ContextPads' {
  import type { DiagramElement } from '@/shared/bpmn/types';
  export default class ContextPads {
    static $inject: string[];
    constructor(...services: unknown[]);
    _addOverlay(element: DiagramElement, options: { html: HTMLElement }): void;
  }
}

declare module 'bpmn-js-token-simulation/lib/*' {
  import type { ModuleDeclaration } from 'didi';
  const simulationModule: ModuleDeclaration;
  export default simulationModule;
}
