/**
 * A BPMN diagram to look at: stable interface, import it from here only.
 *
 * ```tsx
 * <BpmnViewer xml={xml} label={t('diagramOf', { name })}
 *   path={{ activities: { enter: 1 }, flows: { flow_1: 1 } }}            // omit: nothing is greyed
 *   badges={[{ activityId: 'approve', state: 'waiting', text: '3', label: '3 waiting' }]}
 *   marks={{ approve: 'waiting' }}                                        // outline and tint
 *   heat={{ approve: 702 }}                                               // five steps of one hue
 *   selected={activityId} onSelect={(node) => setActivityId(node?.id ?? null)} />
 * ```
 *
 * It fills its parent, which must have a height. Keep the bottom right corner free: the watermark
 * of bpmn.io stands there and must stay visible. Arrays and objects given should be memoised: a new
 * one is drawn again. The library is loaded with the first diagram, not with the page.
 */
import { lazy, Suspense } from 'react';

import classes from './diagram.module.css';
import type { DiagramBadge, DiagramMark, DiagramNode, DiagramPath } from './types';

export interface BpmnViewerProps {
  xml: string;
  /** Accessible name of the diagram. */
  label: string;
  /** The path taken: what it names is coloured, the rest steps back. */
  path?: DiagramPath | undefined;
  badges?: readonly DiagramBadge[] | undefined;
  marks?: Readonly<Record<string, DiagramMark>> | undefined;
  heat?: Readonly<Record<string, number>> | undefined;
  selected?: string | null | undefined;
  /** Called with the element clicked or chosen by Enter, or null for the empty canvas. */
  onSelect?: ((node: DiagramNode | null) => void) | undefined;
  /** Activity to show when the whole diagram would be too small to read. */
  focusOn?: string | null | undefined;
  /** Another number brings what is selected into view once more. */
  shown?: number | undefined;
  /** What is written beside flows: their places in the order of the path. */
  order?: Readonly<Record<string, string>> | undefined;
  /** Offer the whole in small, for diagrams that are read in parts. */
  hasOverview?: boolean | undefined;
}

const ViewerCanvas = lazy(() => import('./ViewerCanvas'));

/** Show a diagram; see the top of this module. */
export function BpmnViewer(props: BpmnViewerProps) {
  return (
    <div className={classes.diagram}>
      <Suspense fallback={null}>
        <ViewerCanvas {...props} />
      </Suspense>
    </div>
  );
}
