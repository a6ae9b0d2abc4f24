import Viewer from 'dmn-js/lib/NavigatedViewer';
import { DecisionDrawing, drawingOptions } from '../editor/drawing';

/** The viewer of dmn-js with our colours, our words and our marks. */
export class DecisionViewer extends DecisionDrawing<Viewer> {
  constructor(host: HTMLElement) {
    super(host, new Viewer(drawingOptions(host)));
    this.onLook(() => {
      // A wide table is scrolled by the keyboard too: nothing in it takes the focus here.
      host.querySelector('.tjs-table-container')?.setAttribute('tabindex', '0');
    });
  }
}
