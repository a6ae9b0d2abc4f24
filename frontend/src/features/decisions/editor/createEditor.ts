/** The dmn-js editor with our colours, our words and our marks. */
import Modeler, { type DmnViewer } from 'dmn-js/lib/Modeler';
import { ENGINE_FUNCTIONS } from '@/shared/feel/offered';
import { DecisionDrawing, drawingOptions } from './drawing';

export interface Stack {
  canUndo: () => boolean;
  canRedo: () => boolean;
  undo: () => void;
  redo: () => void;
}

/** The editor as the page uses it. */
export class DecisionEditor extends DecisionDrawing<Modeler> {
  private changed: () => void = () => undefined;

  constructor(host: HTMLElement) {
    super(
      host,
      new Modeler({
        ...drawingOptions(host),
        common: { feelLanguageContext: { builtins: ENGINE_FUNCTIONS } },
      }),
    );
    this.library.on('viewer.created', ({ viewer }) => this.listen(viewer));
  }

  async read(): Promise<string> {
    return (await this.library.saveXML({ format: true })).xml;
  }

  /** Hear of each change of the file. */
  onChange(listener: () => void): void {
    this.changed = listener;
  }

  get stack(): Stack | null {
    return this.library.getActiveViewer()?.get<Stack | null>('commandStack', false) ?? null;
  }

  override destroy(): void {
    this.changed = () => undefined;
    super.destroy();
  }

  private listen(viewer: DmnViewer): void {
    viewer.on('commandStack.changed', ({ trigger }) => {
      this.tell();
      // Opening a view empties its stack; nothing of the file changes by that.
      if (trigger !== 'clear') this.changed();
    });
  }
}
