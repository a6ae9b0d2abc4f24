/** The few shapes of bpmn-js that this application touches; the library's own types stop at `any`. */

export interface ModdleElement {
  $type: string;
  $parent?: ModdleElement;
  id?: string;
  name?: string;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

export interface DiagramElement {
  id: string;
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  businessObject: ModdleElement;
  di: ModdleElement;
  hidden?: boolean;
  labelTarget?: DiagramElement;
  host?: DiagramElement;
  attachers?: DiagramElement[];
  source?: DiagramElement;
  target?: DiagramElement;
  incoming: DiagramElement[];
  outgoing: DiagramElement[];
  waypoints?: { x: number; y: number }[];
}

export interface Canvas {
  zoom(level?: number | 'fit-viewport', center?: 'auto' | { x: number; y: number }): number;
  viewbox(): {
    x: number;
    y: number;
    width: number;
    height: number;
    scale: number;
    inner: Bounds;
    outer: Bounds;
  };
  viewbox(box: Bounds): unknown;
  scroll(delta: { dx: number; dy: number }): unknown;
  scrollToElement(element: DiagramElement | string, padding?: number): void;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
  resized(): void;
  getContainer(): HTMLElement;
  getRootElement(): DiagramElement;
  findRoot(element: DiagramElement): DiagramElement | null | undefined;
}

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface ElementRegistry {
  get(id: string): DiagramElement | undefined;
  getAll(): DiagramElement[];
  getGraphics(element: DiagramElement | string): SVGElement;
}

export interface GraphicsFactory {
  update(kind: 'shape' | 'connection', element: DiagramElement, graphics: SVGElement): void;
}

export interface Overlays {
  add(
    element: string,
    kind: string,
    overlay: {
      position: { top?: number; left?: number; right?: number; bottom?: number };
      html: HTMLElement;
      scale?: boolean | { min?: number; max?: number };
    },
  ): string;
  remove(filter: { type: string } | string): void;
}

export interface Selection {
  get(): DiagramElement[];
  select(element: DiagramElement | null): void;
}

export interface EventBus {
  on<E>(event: string | string[], listener: (event: E) => void): void;
  on<E>(event: string | string[], priority: number, listener: (event: E) => void): void;
  off(event: string | string[], listener: (event: never) => void): void;
  fire(event: string, payload?: object): unknown;
}

/** What a viewer and a modeler have in common. */
export interface BpmnInstance {
  importXML(xml: string): Promise<{ warnings: unknown[] }>;
  destroy(): void;
  get(name: 'canvas'): Canvas;
  get(name: 'elementRegistry'): ElementRegistry;
  get(name: 'graphicsFactory'): GraphicsFactory;
  get(name: 'overlays'): Overlays;
  get(name: 'selection'): Selection;
  get(name: 'eventBus'): EventBus;
  get(name: string): unknown;
}

/** States that a badge or an outline on the diagram may show. */
export type DiagramState = 'waiting' | 'running' | 'completed' | 'incident';

/** How an element may be outlined and tinted: by a state, or by what became of it. */
export type DiagramMark = DiagramState | 'added' | 'removed' | 'changed';

/** A pill at the top right corner of an activity. */
export interface DiagramBadge {
  activityId: string;
  /** `path` and `plain` are neutral: a number of visits, a duration. */
  state: DiagramState | 'path' | 'plain';
  /** Text beside the icon; empty for the icon alone. */
  text: string;
  /** The same in words, spoken by the keyboard walk: "3 waiting". */
  label: string;
  /** Long text, which stands apart from the corner of the step and as wide as there is room. */
  isLong?: boolean;
}

/** How often each activity was entered and each flow was taken. */
export interface DiagramPath {
  activities: Readonly<Record<string, number>>;
  flows: Readonly<Record<string, number>>;
}

/** An element of the diagram as pages see it. */
export interface DiagramNode {
  id: string;
  /** BPMN type without prefix: `UserTask`. */
  type: string;
  name: string;
}
