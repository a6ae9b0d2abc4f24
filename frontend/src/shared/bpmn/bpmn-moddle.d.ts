/** bpmn-moddle 10 comes without types of its own. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    constructor(packages?: Record<string, object>);
    create(type: string, properties?: object): unknown;
    fromXML(xml: string): Promise<{
      rootElement: unknown;
      elementsById: Record<string, unknown>;
      warnings: unknown[];
    }>;
    toXML(element: unknown, options?: { format?: boolean }): Promise<{ xml: string }>;
  }
}
