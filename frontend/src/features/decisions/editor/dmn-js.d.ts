/** The part of the untyped dmn-js that the page uses. */
declare module 'dmn-js/lib/Modeler' {
  export interface DmnElement {
    id: string;
    name?: string;
    $type: string;
  }
  export interface DmnView {
    id: string;
    type: 'drd' | 'decisionTable' | 'literalExpression' | 'boxedExpression';
    element: DmnElement;
  }
  export interface DmnViewer {
    get: <Service>(name: string, strict?: boolean) => Service;
    on: (event: string, listener: (event: { trigger?: string }) => void) => void;
  }
  export class DmnLibrary {
    constructor(options: object);
    importXML(xml: string, options: { open: boolean }): Promise<{ warnings: unknown[] }>;
    getViews(): DmnView[];
    getActiveView(): DmnView | undefined;
    getActiveViewer(): DmnViewer | undefined;
    open(view: DmnView): Promise<unknown>;
    on(event: string, listener: (event: { viewer: DmnViewer }) => void): void;
    destroy(): void;
  }
  export default class Modeler extends DmnLibrary {
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
  }
}

declare module 'dmn-js/lib/NavigatedViewer' {
  export { DmnLibrary as default } from 'dmn-js/lib/Modeler';
}
