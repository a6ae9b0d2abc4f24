import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import outlineModule from 'bpmn-js/lib/features/outline';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import './libraries.css';
import './bpmnio.css';

import type { BpmnViewerProps } from './BpmnViewer';
import { decorate } from './decorate';
import classes from './diagram.module.css';
import { fitLegibly, widenTightLabels, type FitOptions } from './fit';
import { keyboardWalk, type KeyboardWalk } from './keyboardWalk';
import { fontReady, rendererOptions } from './renderer';
import { moveByTouch } from './touch';
import type { BpmnInstance, DiagramElement } from './types';
import { useBpmnIo } from './useBpmnIo';
import { plainType, useSpokenNode } from './useSpokenNode';
import { ZoomControls } from './ZoomControls';

const Overview = lazy(() => import('./Overview'));

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

/** Moved by hand, an edge of the diagram goes less far at once. */
const JUMP = 120;

/** Show the whole again when the place for it changes: a phone is turned, the window is filled. */
function useFitOnResize(
  viewer: BpmnInstance | null,
  drawing: Drawing,
  focusOn: string | null | undefined,
): void {
  const focus = useRef(focusOn);
  useEffect(() => {
    focus.current = focusOn;
  });
  useEffect(() => {
    if (!viewer || drawing !== 'drawn') return undefined;
    const container = viewer.get('canvas').getContainer();
    let { clientWidth: width, clientHeight: height } = container;
    const observer = new ResizeObserver(() => {
      viewer.get('canvas').resized();
      const isOther =
        Math.abs(container.clientWidth - width) >= 2 ||
        Math.abs(container.clientHeight - height) >= JUMP;
      ({ clientWidth: width, clientHeight: height } = container);
      if (isOther) fitLegibly(viewer, { focusOn: focus.current });
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

const OVERVIEW = 'kontor.diagram-overview';

interface ControlsProps extends Pick<BpmnViewerProps, 'marks' | 'hasOverview'> {
  viewer: BpmnInstance;
  fit: FitOptions;
}

/** Zoom, and the whole in small where it is wanted: kept on this device. */
function Controls({ viewer, marks, fit, hasOverview }: ControlsProps) {
  const [isShown, setShown] = useState(() => localStorage.getItem(OVERVIEW) === 'on');
  const turn = () => {
    localStorage.setItem(OVERVIEW, isShown ? 'off' : 'on');
    setShown(!isShown);
  };
  return (
    <>
      {hasOverview && isShown && (
        <Suspense fallback={null}>
          <Overview viewer={viewer} marks={marks} />
        </Suspense>
      )}
      <ZoomControls
        viewer={viewer}
        fit={fit}
        overview={hasOverview ? { isShown, turn } : undefined}
      />
    </>
  );
}

export default function ViewerCanvas(props: BpmnViewerProps) {
  const { xml, label, path, badges, marks, heat, order, selected, onSelect, focusOn } = props;
  const { shown, hasOverview = false } = props;
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
  useFitOnResize(viewer, drawing, focusOn);

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
    return decorate(viewer, { path, badges, marks, heat, order });
  }, [viewer, drawing, path, badges, marks, heat, order]);

  useEffect(() => {
    if (!viewer || drawing !== 'drawn') return;
    const element = selected ? viewer.get('elementRegistry').get(selected) : undefined;
    viewer.get('selection').select(element ?? null);
    if (element) viewer.get('canvas').scrollToElement(element, 40);
  }, [viewer, drawing, selected, shown]);

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
        data-view-only
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
      {viewer && drawing === 'drawn' && (
        <Controls {...{ viewer, marks, hasOverview }} fit={{ focusOn }} />
      )}
    </>
  );
}
