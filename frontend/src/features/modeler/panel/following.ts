import type { DiagramElement, EventBus } from '@/shared/bpmn/types';

interface Selection {
  get(): DiagramElement[];
}

type Shown = DiagramElement | DiagramElement[];

const AGAIN_MS = 20;
const idsOf = (shown: Shown): string =>
  [shown]
    .flat()
    .map(({ id, labelTarget }) => labelTarget?.id ?? id)
    .join(' ');

/**
 * Keep the panel at what is chosen.
 *
 * The library's panel misses a click twice: it listens only some frames after the diagram is
 * drawn, and a change of its providers in the frame after a click sends it back to what was chosen
 * before. So it is asked until it listens, and told again whenever it shows something else.
 */
class PanelFollowsSelection {
  static $inject = ['eventBus', 'selection'];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listens = false;
  private readonly eventBus: EventBus;
  private readonly selection: Selection;

  constructor(eventBus: EventBus, selection: Selection) {
    this.eventBus = eventBus;
    this.selection = selection;
    eventBus.on('propertiesPanel.updated', ({ element }: { element: Shown }) => {
      this.listens = true;
      if (this.strays(element)) queueMicrotask(() => this.repeat());
    });
    eventBus.on('import.done', ({ error }: { error?: unknown }) => {
      if (!error) this.ask();
    });
    eventBus.on('diagram.destroy', () => clearTimeout(this.timer));
  }

  private ask(): void {
    clearTimeout(this.timer);
    this.listens = false;
    this.eventBus.fire('propertiesPanel.providersChanged');
    if (!this.listens) this.timer = setTimeout(() => this.ask(), AGAIN_MS);
  }

  /** Tell whether something is chosen and the panel shows something else. */
  private strays(shown: Shown): boolean {
    const chosen = this.selection.get();
    return chosen.length > 0 && idsOf(chosen) !== idsOf(shown);
  }

  private repeat(): void {
    const chosen = this.selection.get();
    this.eventBus.fire('selection.changed', { oldSelection: chosen, newSelection: chosen });
  }
}

export const followingModule = {
  __init__: ['panelFollowsSelection'],
  panelFollowsSelection: ['type', PanelFollowsSelection],
};
