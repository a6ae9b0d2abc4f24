import type { DiagramElement } from '@/shared/bpmn/types';

/** What the engine runs; the palette and the menus offer nothing else. */

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
]);

const REPLACEMENTS = new Set([
  'replace-with-none-start',
  'replace-with-none-end',
  'replace-with-task',
  'replace-with-user-task',
  'replace-with-manual-task',
  'replace-with-script-task',
  'replace-with-exclusive-gateway',
  'replace-with-sequence-flow',
  'replace-with-default-flow',
  'replace-with-expanded-pool',
]);

/** Conditions belong on the flows of a gateway: the menu would offer them on any flow. */
export const keepReplacement = (id: string): boolean => REPLACEMENTS.has(id);

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
  createShape(attributes: { type: string }): DiagramElement;
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

type Texts = (key: string) => string;

/** Below the library's own providers, so that their entries are there to be sorted out. */
const AFTER_LIBRARY = 500;

const CREATED = [
  { type: 'bpmn:UserTask', className: 'bpmn-icon-user-task', text: 'userTask' },
  { type: 'bpmn:ScriptTask', className: 'bpmn-icon-script-task', text: 'scriptTask' },
  { type: 'bpmn:ManualTask', className: 'bpmn-icon-manual-task', text: 'manualTask' },
] as const;

const APPENDED = CREATED.slice(0, 2);

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
      const before = kept.filter(
        ([, { group }]) => group === 'tools' || group === 'event' || group === 'gateway',
      );
      const after = kept.filter((entry) => !before.includes(entry));
      const ours = [...CREATED.map((made) => this.entry(made, 'activity')), this.annotation()];
      return Object.fromEntries([...before, ...ours, ...after]);
    };
  }

  private annotation() {
    return this.entry(
      { type: 'bpmn:TextAnnotation', className: 'bpmn-icon-text-annotation', text: 'annotation' },
      'artifact',
    );
  }

  private entry(
    { type, className, text }: { type: string; className: string; text: string },
    group: string,
  ): [string, Entry] {
    const start = (event: unknown) => this.create.start(event, this.factory.createShape({ type }));
    const action = { dragstart: start, click: start };
    return [`create.${text}`, { group, className, title: this.texts(`create.${text}`), action }];
  }
}

class KontorContextPad {
  static $inject = [
    'contextPad',
    'create',
    'elementFactory',
    'autoPlace',
    'appendPreview',
    'texts',
  ];
  private readonly create: Create;
  private readonly factory: ElementFactory;
  private readonly autoPlace: AutoPlace;
  private readonly preview: AppendPreview;
  private readonly texts: Texts;

  constructor(
    pad: ContextPad,
    create: Create,
    factory: ElementFactory,
    autoPlace: AutoPlace,
    preview: AppendPreview,
    texts: Texts,
  ) {
    this.create = create;
    this.factory = factory;
    this.autoPlace = autoPlace;
    this.preview = preview;
    this.texts = texts;
    pad.registerProvider(AFTER_LIBRARY, this);
  }

  getContextPadEntries() {
    return (entries: Entries): Entries => {
      const kept: Entries = {};
      for (const [id, entry] of Object.entries(entries)) {
        if (id === 'append.append-task') Object.assign(kept, this.appended());
        else if (this.keeps(id)) kept[id] = entry;
      }
      return kept;
    };
  }

  private keeps(id: string): boolean {
    const appends = id.startsWith('append.');
    return (
      !appends || ['append.end-event', 'append.gateway', 'append.text-annotation'].includes(id)
    );
  }

  private appended(): Entries {
    return Object.fromEntries(APPENDED.map((made) => [`append.${made.text}`, this.append(made)]));
  }

  private append({ type, className, text }: (typeof CREATED)[number]): Entry {
    const shape = () => this.factory.createShape({ type });
    return {
      group: 'model',
      className,
      title: this.texts(`append.${text}`),
      action: {
        click: (_event: unknown, source: DiagramElement) => this.autoPlace.append(source, shape()),
        dragstart: (event: unknown, source: DiagramElement) =>
          this.create.start(event, shape(), { source }),
        hover: (_event: unknown, source: DiagramElement) => {
          this.preview.create(source, type);
          return () => this.preview.cleanUp();
        },
      },
    };
  }
}

class KontorReplaceMenu {
  static $inject = ['popupMenu'];

  constructor(popupMenu: PopupMenu) {
    popupMenu.registerProvider('bpmn-replace', AFTER_LIBRARY, this);
  }

  getPopupMenuEntries() {
    return (entries: Entries): Entries =>
      Object.fromEntries(Object.entries(entries).filter(([id]) => keepReplacement(id)));
  }

  /** Markers for loops and parallel runs stand in the menu's head; none of them runs yet. */
  getPopupMenuHeaderEntries() {
    return (): Entries => ({});
  }
}

export const restrictionsModule = {
  __init__: ['kontorPalette', 'kontorContextPad', 'kontorReplaceMenu'],
  kontorPalette: ['type', KontorPalette],
  kontorContextPad: ['type', KontorContextPad],
  kontorReplaceMenu: ['type', KontorReplaceMenu],
};
