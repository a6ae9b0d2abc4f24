import Viewer from 'bpmn-js/lib/Viewer';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import './libraries.css';
import './bpmnio.css';

import type { BpmnPictureProps } from './BpmnPicture';
import { widenTightLabels } from './fit';
import classes from './picture.module.css';
import { fontReady, rendererOptions } from './renderer';
import type { BpmnInstance, Canvas, DiagramElement } from './types';
import { useBpmnIo } from './useBpmnIo';

const MARGIN = 12;
const SVG = 'http://www.w3.org/2000/svg';

interface Planes {
  findRoot(id: string): DiagramElement | undefined;
  setRootElement(root: DiagramElement): void;
}

const createViewer = (container: HTMLElement): BpmnInstance =>
  new Viewer({ container, ...rendererOptions }) as BpmnInstance;

/** Write the numbers of the steps above their shapes. */
const writeNumbers = (viewer: BpmnInstance, numbers: BpmnPictureProps['numbers']) => {
  const registry = viewer.get('elementRegistry');
  for (const [id, number] of numbers) {
    if (!registry.get(id)) continue;
    const text = document.createElementNS(SVG, 'text');
    text.textContent = number;
    text.setAttribute('y', '-4');
    text.setAttribute('class', classes.number ?? '');
    registry.getGraphics(id).querySelector('.djs-visual')?.append(text);
  }
};

/** Let the drawing fill its box whatever the size of that is, on paper too; return its shape. */
const fillBox = (viewer: BpmnInstance, plane: string): { width: number; height: number } => {
  const canvas = viewer.get('canvas') as Canvas & Planes;
  const root = canvas.findRoot(`${plane}_plane`) ?? canvas.findRoot(plane);
  if (root) canvas.setRootElement(root);
  const { x, y, width, height } = canvas.viewbox().inner;
  const box = [x - MARGIN, y - MARGIN, width + 2 * MARGIN, height + 2 * MARGIN];
  canvas
    .getContainer()
    .querySelector('.djs-container > svg')
    ?.setAttribute('viewBox', box.join(' '));
  return { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
};

/** The drawing itself; see `BpmnPicture`. */
export default function PictureCanvas({ xml, plane, label, numbers }: BpmnPictureProps) {
  const { t } = useTranslation('diagram');
  const { hostRef, instance: viewer } = useBpmnIo(createViewer);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    if (!viewer) return undefined;
    let alive = true;
    fontReady()
      .then(() => (alive ? viewer.importXML(xml) : null))
      .then(() => {
        if (!alive) return;
        widenTightLabels(viewer);
        writeNumbers(viewer, numbers);
        setSize(fillBox(viewer, plane));
      })
      .catch(() => {
        if (alive) setBroken(true);
      });
    return () => {
      alive = false;
    };
  }, [viewer, xml, plane, numbers]);
  if (isBroken) return <p role="alert">{t('broken')}</p>;
  return (
    <div
      className={classes.scroller}
      // What is wider than the page is moved by the keys too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <div
        ref={hostRef}
        aria-busy={size === null}
        className={classes.picture}
        style={
          size
            ? { aspectRatio: `${size.width} / ${size.height + 36}`, maxWidth: `${size.width}px` }
            : undefined
        }
      />
    </div>
  );
}
