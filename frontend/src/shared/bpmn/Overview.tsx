import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';

import classes from './diagram.module.css';
import type { BpmnInstance, Bounds, DiagramElement, DiagramMark } from './types';

const MARGIN = 20;

const isDrawn = (element: DiagramElement): boolean =>
  !element.labelTarget && !element.hidden && (!!element.waypoints || element.width > 0);

/** The box around shapes, with a margin. */
const boxOf = (shapes: readonly DiagramElement[]): Bounds => {
  const left = Math.min(...shapes.map((one) => one.x)) - MARGIN;
  const top = Math.min(...shapes.map((one) => one.y)) - MARGIN;
  const right = Math.max(...shapes.map((one) => one.x + one.width)) + MARGIN;
  const bottom = Math.max(...shapes.map((one) => one.y + one.height)) + MARGIN;
  return { x: left, y: top, width: right - left, height: bottom - top };
};

/** What the canvas shows now: a part of the model, and of a drawn sub-process its inside. */
function useView(viewer: BpmnInstance) {
  const canvas = viewer.get('canvas');
  const [view, setView] = useState(() => ({
    part: canvas.viewbox(),
    root: canvas.getRootElement(),
  }));
  useEffect(() => {
    const bus = viewer.get('eventBus');
    const changed = () => setView({ part: canvas.viewbox(), root: canvas.getRootElement() });
    changed();
    bus.on(['canvas.viewbox.changed', 'root.set'], changed);
    return () => bus.off(['canvas.viewbox.changed', 'root.set'], changed);
  }, [viewer, canvas]);
  return view;
}

const Sketch = ({ element, mark }: { element: DiagramElement; mark: DiagramMark | undefined }) => {
  const { x, y, width, height, waypoints, type } = element;
  if (waypoints) return <polyline points={waypoints.map((at) => `${at.x},${at.y}`).join(' ')} />;
  const middle = { x: x + width / 2, y: y + height / 2 };
  if (type.endsWith('Event')) {
    return <circle cx={middle.x} cy={middle.y} r={width / 2} data-state={mark} />;
  }
  if (type.endsWith('Gateway')) {
    const corners = [
      [middle.x, y],
      [x + width, middle.y],
      [middle.x, y + height],
      [x, middle.y],
    ];
    return <polygon points={corners.join(' ')} data-state={mark} />;
  }
  return <rect {...{ x, y, width, height }} rx={8} data-state={mark} />;
};

interface Props {
  viewer: BpmnInstance;
  marks?: Readonly<Record<string, DiagramMark>> | undefined;
}

/**
 * The whole diagram in small, with the part that is shown: pressing or dragging shows another part.
 * The keyboard walk reaches every element without it, so that it is for the pointer alone.
 */
export default function Overview({ viewer, marks }: Props) {
  const canvas = viewer.get('canvas');
  const svg = useRef<SVGSVGElement>(null);
  const { part, root } = useView(viewer);
  const elements = useMemo(
    () =>
      viewer
        .get('elementRegistry')
        .getAll()
        .filter((one) => isDrawn(one) && one !== root && canvas.findRoot(one) === root),
    [viewer, canvas, root],
  );
  const box = useMemo(() => boxOf(elements.filter((one) => !one.waypoints)), [elements]);
  const show = (event: PointerEvent) => {
    const toDiagram = svg.current?.getScreenCTM()?.inverse();
    if (!toDiagram) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(toDiagram);
    const { width, height } = canvas.viewbox();
    canvas.viewbox({ x: at.x - width / 2, y: at.y - height / 2, width, height });
  };
  return (
    <div className={classes.overview} aria-hidden data-overview>
      {Number.isFinite(box.width) && (
        <svg
          ref={svg}
          viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            show(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) show(event);
          }}
        >
          {elements.map((element) => (
            <Sketch key={element.id} element={element} mark={marks?.[element.id]} />
          ))}
          <rect
            className={classes.part}
            x={part.x}
            y={part.y}
            width={part.width}
            height={part.height}
          />
        </svg>
      )}
    </div>
  );
}
