import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import outlineModule from 'bpmn-js/lib/features/outline';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import './libraries.css';
import './bpmnio.css';

import type { BpmnViewerProps } from './BpmnViewer';
import { decorate } from './decorate';
import classes from './diagram.module.css';
import { fitLegibly, widenTightLabels } from './fit';
import { keyboardWalk, type KeyboardWalk } from './keyboardWalk';
import { fontReady, rendererOptions } from './renderer';
import { moveByTouch } from './touch';
import type { BpmnInstance, DiagramElement } from './types';
import { useBpmnIo } from './useBpmnIo';
import { plainType, useSpokenNode } from './useSpokenNode';
import { ZoomControls } from './ZoomControls';

interface ZoomScroll {
  _handleWheel(event: WheelEvent): void;
}

/** Leave the plain wheel to the page; with Ctrl it zooms, dragging moves the diagram. */
function zoomWithCtrlOnly(viewer: BpmnInstance): void {
  const zoomScroll = viewer.get('zoomScroll') as ZoomScroll;
  const handle = zoomScroll._handleWheel.bind(zoomScroll);
  zoomScroll._handleWheel = (event) => {
    if (event.ctrlKey || event.metaKey) handle(event);
  };
}

function createViewer(container: HTMLElement): BpmnInstance {
  // the library's own keys would pan the canvas; ours walk the flow
  const viewer = new NavigatedViewer({
    container,
    keyboard: { bind: false },
    additionalModules: [outlineModule],
    ...rendererOptions,
  }) as BpmnInstance;
  zoomWithCtrlOnly(viewer);
  container.querySelector('.djs-container > svg')?.setAttribute('tabindex', '-1');
  return viewer;
}

type Drawing = 'loading' | 'drawn' | 'broken';

/** Import a model and tell how far that is; a newer model overtakes an older one. */
function useDrawing(
  viewer: BpmnInstance | null,
  xml: string,
  focusOn: string | null | undefined,
): Drawing {
  const [drawn, setDrawn] = useState<{ xml: string; viewer: BpmnInstance; state: Drawing } | null>(
    null,
  );
  const focus = useRef(focusOn);
  useEffect(() => {
    focus.current = focusOn;
  });
  useEffect(() => {
    if (!viewer) return undefined;
    let alive = true;
    fontReady()
      .then(() => (alive ? viewer.importXML(xml) : null))
      .then(() => {
        if (!alive) return;
        widenTightLabels(viewer);
        fitLegibly(viewer, { focusOn: focus.current });
        setDrawn({ xml, viewer, state: 'drawn' });
      })
      .catch(() => {
        if (alive) setDrawn({ xml, viewer, state: 'broken' });
      });
    return () => {
      alive = false;
    };
  }, [viewer, xml]);
  return drawn?.xml === xml && drawn.viewer === viewer ? drawn.state : 'loading';
}

/** Show the whole again when the place for it changes, for example when a phone is turned. */
function useFitOnResize(viewer: BpmnInstance | null, drawing: Drawing): void {
  useEffect(() => {
    if (!viewer || drawing !== 'drawn') return undefined;
    const container = viewer.get('canvas').getContainer();
    let width = container.clientWidth;
    const observer = new ResizeObserver(() => {
      viewer.get('canvas').resized();
      if (Math.abs(container.clientWidth - width) < 2) return;
      width = container.clientWidth;
      fitLegibly(viewer);
    });
    observer.observe(container);
    return () => observer.disconnect();
  }, [viewer, drawing]);
}

function toNode(element: DiagramElement | null) {
  if (!element || element.type === 'bpmn:Process' || element.type === 'bpmn:Collaboration')
    return null;
  const target = element.labelTarget ?? element;
  return { id: target.id, type: plainType(target.type), name: target.businessObject.name ?? '' };
}

/** Answer the keys pressed on the canvas itself, not on what stands in it. */
function listen(host: HTMLElement, steps: KeyboardWalk): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const pressed = (event: KeyboardEvent) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.target === host && plain && steps.press(event.key)) event.preventDefault();
  };
  // a click also focuses; only the keyboard wants the ring
  const focused = () => host.matches(':focus-visible') && steps.enter();
  host.addEventListener('keydown', pressed, { signal });
  host.addEventListener('focus', focused, { signal });
  host.addEventListener('blur', () => steps.leave(), { signal });
  return () => stop.abort();
}

export default function ViewerCanvas(props: BpmnViewerProps) {
  const { xml, label, path, badges, marks, heat, selected, onSelect, focusOn } = props;
  const { t } = useTranslation('diagram');
  const hintId = useId();
  const [said, setSaid] = useState('');
  const { hostRef, instance: viewer } = useBpmnIo(createViewer);
  const drawing = useDrawing(viewer, xml, focusOn ?? selected);
  const speak = useSpokenNode(badges, path);
  const latest = useRef({ speak, onSelect });
  useEffect(() => {
    latest.current = { speak, onSelect };
  });
  useFitOnResize(viewer, drawing);

  useEffect(() => {
    const host = hostRef.current;
    if (!viewer || !host || drawing !== 'drawn') return undefined;
    const steps = keyboardWalk(viewer, {
      onMove: (element) => setSaid(latest.current.speak(element)),
      onSelect: (element) => latest.current.onSelect?.(toNode(element)),
    });
    const stopKeys = listen(host, steps);
    const stopTouch = moveByTouch(viewer, host);
    return () => {
      stopKeys();
      stopTouch();
    };
  }, [hostRef, viewer, drawing]);

  useEffect(() => {
    if (!viewer || drawing !== 'drawn') return undefined;
    return decorate(viewer, { path, badges, marks, heat });
  }, [viewer, drawing, path, badges, marks, heat]);

  useEffect(() => {
    if (!viewer || drawing !== 'drawn') return;
    const element = selected ? viewer.get('elementRegistry').get(selected) : undefined;
    viewer.get('selection').select(element ?? null);
    if (element) viewer.get('canvas').scrollToElement(element, 40);
  }, [viewer, drawing, selected]);

  useEffect(() => {
    if (!viewer) return undefined;
    const bus = viewer.get('eventBus');
    const clicked = ({ element }: { element: DiagramElement }) =>
      latest.current.onSelect?.(toNode(element));
    bus.on('element.click', clicked);
    return () => bus.off('element.click', clicked);
  }, [viewer]);

  return (
    <>
      <div
        ref={hostRef}
        className={classes.host}
        role="application"
        // one tab stop for the whole diagram: an application region is walked by its own keys
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={label}
        aria-roledescription={t('role')}
        aria-describedby={hintId}
        aria-busy={drawing === 'loading'}
        data-drawing={drawing}
      />
      <span id={hintId} hidden>
        {t('hint')}
      </span>
      <div className={classes.spoken} role="status">
        {said}
      </div>
      {drawing === 'broken' && (
        <p className={classes.message} role="alert">
          {t('broken')}
        </p>
      )}
      {viewer && drawing === 'drawn' && <ZoomControls viewer={viewer} fit={{ focusOn }} />}
    </>
  );
}
