import { partRuns, runs } from '@/shared/bpmn/offer';
import type { DiagramElement } from '@/shared/bpmn/types';
import { APPENDED, ATTACHABLE, CREATED, keepReplacement, type Kind } from './kinds';

type Entries = Record<string, Entry>;
interface Entry {
  group?: string;
  className?: string;
  title?: string;
  separator?: boolean;
  action?: object;
}

const PALETTE_KEPT = new Set([
  'hand-tool',
  'lasso-tool',
  'space-tool',
  'global-connect-tool',
  'tool-separator',
  'create.start-event',
  'create.end-event',
  'create.exclusive-gateway',
  'create.participant-expanded',
  'create.group',
  'create.data-object',
  ...(runs({ type: 'bpmn:SubProcess' }) ? ['create.subprocess-expanded'] : []),
]);

const APPENDS_KEPT = new Set([
  'append.end-event',
  'append.gateway',
  'append.text-annotation',
  'append.compensation-activity',
  // behind an event-based gateway
  'append.receive-task',
  'append.message-intermediate-event',
  'append.timer-intermediate-event',
  'append.condition-intermediate-event',
  'append.signal-intermediate-event',
]);

interface PopupMenu {
  registerProvider(id: string, priority: number, provider: object): void;
}

interface Palette {
  registerProvider(priority: number, provider: object): void;
}

interface ContextPad {
  registerProvider(priority: number, provider: object): void;
}

interface ElementFactory {
  createShape(attributes: {
    type: string;
    eventDefinitionType?: string | undefined;
  }): DiagramElement;
}

interface Create {
  start(event: unknown, shape: DiagramElement, context?: { source: DiagramElement }): void;
}

interface AutoPlace {
  append(source: DiagramElement, shape: DiagramElement): DiagramElement;
}

interface AppendPreview {
  create(source: DiagramElement, type: string, options?: object): void;
  cleanUp(): void;
}

interface Modeling {
  createShape(
    shape: DiagramElement,
    position: { x: number; y: number },
    host: DiagramElement,
    hints: { attach: true },
  ): DiagramElement;
}

interface Selection {
  select(element: DiagramElement): void;
}

type Texts = (key: string) => string;

/** Below the library's own providers, so that their entries are there to be sorted out. */
const AFTER_LIBRARY = 500;

const shapeOf = (factory: ElementFactory, { type, eventDefinitionType }: Kind): DiagramElement =>
  factory.createShape({ type, eventDefinitionType });

class KontorPalette {
  static $inject = ['palette', 'create', 'elementFactory', 'texts'];
  private readonly create: Create;
  private readonly factory: ElementFactory;
  private readonly texts: Texts;

  constructor(palette: Palette, create: Create, factory: ElementFactory, texts: Texts) {
    this.create = create;
    this.factory = factory;
    this.texts = texts;
    palette.registerProvider(AFTER_LIBRARY, this);
  }

  getPaletteEntries() {
    return (entries: Entries): Entries => {
      const kept = Object.entries(entries).filter(([id]) => PALETTE_KEPT.has(id));
      const inGroup = (name: string) => kept.filter(([, { group }]) => group === name);
      const ours = (kinds: readonly Kind[], group: string) =>
        kinds.map((kind) => this.entry(kind, group));
      return Object.fromEntries([
        ...inGroup('tools'),
        ...inGroup('event'),
        ...ours(CREATED.event, 'event'),
        ...inGroup('gateway'),
        ...ours(CREATED.gateway, 'gateway'),
        ...ours(CREATED.activity, 'activity'),
        ...inGroup('activity'),
        ...ours([ANNOTATION], 'artifact'),
        ...inGroup('artifact'),
        ...inGroup('data-object'),
        ...inGroup('collaboration'),
      ]);
    };
  }

  private entry(kind: Kind, group: string): [string, Entry] {
    const { className, text } = kind;
    const start = (event: unknown) => this.create.start(event, shapeOf(this.factory, kind));
    const action = { dragstart: start, click: start };
    return [`create.${text}`, { group, className, title: this.texts(`create.${text}`), action }];
  }
}

const ANNOTATION: Kind = {
  type: 'bpmn:TextAnnotation',
  className: 'bpmn-icon-text-annotation',
  text: 'annotation',
};

/** Room that an event takes on the edge of its host. */
const BERTH = 44;

/** Find a place on the lower edge, from the right, where no other event is attached. */
export const berthOf = (host: DiagramElement): { x: number; y: number } => {
  const taken = (host.attachers ?? []).map(({ x, width }) => x + width / 2);
  const places = Math.max(1, Math.floor(host.width / BERTH));
  const y = host.y + host.height;
  for (let place = 0; place < places; place += 1) {
    const x = host.x + host.width - BERTH / 2 - place * BERTH;
    if (taken.every((other) => Math.abs(other - x) >= BERTH / 2)) return { x, y };
  }
  return { x: host.x + host.width - BERTH / 2, y };
};

class KontorContextPad {
  static $inject = [
    'contextPad',
    'create',
    'elementFactory',
    'autoPlace',
    'appendPreview',
    'texts',
    'modeling',
    'selection',
  ];
  private readonly create: Create;
  private readonly factory: ElementFactory;
  private readonly autoPlace: AutoPlace;
  private readonly preview: AppendPreview;
  private readonly texts: Texts;
  private readonly modeling: Modeling;
  private readonly selection: Selection;

  // the library hands its services over one by one
  constructor(
    pad: ContextPad,
    create: Create,
    factory: ElementFactory,
    autoPlace: AutoPlace,
    preview: AppendPreview,
    texts: Texts,
    modeling: Modeling,
    selection: Selection,
  ) {
    this.create = create;
    this.factory = factory;
    this.autoPlace = autoPlace;
    this.preview = preview;
    this.texts = texts;
    this.modeling = modeling;
    this.selection = selection;
    pad.registerProvider(AFTER_LIBRARY, this);
  }

  getContextPadEntries(element: DiagramElement) {
    return (entries: Entries): Entries => {
      const kept: Entries = {};
      for (const [id, entry] of Object.entries(entries)) {
        if (id === 'append.append-task') Object.assign(kept, this.appended());
        else if (!id.startsWith('append.') || APPENDS_KEPT.has(id)) kept[id] = entry;
      }
      return { ...kept, ...this.attached(element) };
    };
  }

  private appended(): Entries {
    return Object.fromEntries(APPENDED.map((kind) => [`append.${kind.text}`, this.append(kind)]));
  }

  private append(kind: Kind): Entry {
    const { type, className, text, eventDefinitionType } = kind;
    const shape = () => shapeOf(this.factory, kind);
    return {
      group: 'model',
      className,
      title: this.texts(`append.${text}`),
      action: {
        click: (_event: unknown, source: DiagramElement) => this.autoPlace.append(source, shape()),
        dragstart: (event: unknown, source: DiagramElement) =>
          this.create.start(event, shape(), { source }),
        hover: (_event: unknown, source: DiagramElement) => {
          this.preview.create(source, type, { eventDefinitionType });
          return () => this.preview.cleanUp();
        },
      },
    };
  }

  private attached(element: DiagramElement): Entries {
    if (element.labelTarget || !isActivity(element.type)) return {};
    return Object.fromEntries(
      ATTACHABLE.map((kind) => [
        `attach.${kind.text}`,
        {
          group: 'model',
          className: kind.className,
          title: this.texts(`attach.${kind.text}`),
          action: { click: (_event: unknown, host: DiagramElement) => this.attach(kind, host) },
        },
      ]),
    );
  }

  private attach(kind: Kind, host: DiagramElement): void {
    const shape = shapeOf(this.factory, kind);
    const made = this.modeling.createShape(shape, berthOf(host), host, { attach: true });
    this.selection.select(made);
  }
}

const isActivity = (type: string): boolean => /Task$|SubProcess$|^bpmn:CallActivity$/.test(type);

const MARKERS = new Set([
  ...(partRuns('multiInstanceLoopCharacteristics')
    ? ['toggle-parallel-mi', 'toggle-sequential-mi']
    : []),
  ...(partRuns('standardLoopCharacteristics') ? ['toggle-loop'] : []),
  'toggle-non-interrupting',
  'toggle-is-collection',
]);

class KontorReplaceMenu {
  static $inject = ['popupMenu'];

  constructor(popupMenu: PopupMenu) {
    popupMenu.registerProvider('bpmn-replace', AFTER_LIBRARY, this);
  }

  getPopupMenuEntries() {
    return (entries: Entries): Entries =>
      Object.fromEntries(Object.entries(entries).filter(([id]) => keepReplacement(id)));
  }

  getPopupMenuHeaderEntries() {
    return (entries: Entries): Entries =>
      Object.fromEntries(Object.entries(entries).filter(([id]) => MARKERS.has(id)));
  }
}

export const menusModule = {
  __init__: ['kontorPalette', 'kontorContextPad', 'kontorReplaceMenu'],
  kontorPalette: ['type', KontorPalette],
  kontorContextPad: ['type', KontorContextPad],
  kontorReplaceMenu: ['type', KontorReplaceMenu],
};
