import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fitLegibly, widenTightLabels } from '@/shared/bpmn/fit';
import { fontReady } from '@/shared/bpmn/renderer';
import { useBpmnIo } from '@/shared/bpmn/useBpmnIo';
import { ZoomControls } from '@/shared/bpmn/ZoomControls';
import type { Texts } from '../panel/field';
import {
  createSimulation,
  ON,
  PAUSED,
  PLAYING,
  RESET,
  SCOPE_ENDED,
  SCOPE_MADE,
  type ScopeEvent,
  type SimulationInstance,
} from './createSimulation';
import classes from './simulation.module.css';

interface Props {
  /** The model as it stood when the simulation began. */
  xml: string;
  name: string;
  /** Words for the buttons on the diagram; a stable function. */
  texts: Texts;
  onStop: () => void;
}

type Loading = 'loading' | 'ready' | 'broken';

const SPEEDS = { slow: 0.5, normal: 1, fast: 2 } as const;
type Speed = keyof typeof SPEEDS;

const useLoading = (viewer: SimulationInstance | null, xml: string): Loading => {
  const [loading, setLoading] = useState<Loading>('loading');
  useEffect(() => {
    if (!viewer) return undefined;
    let alive = true;
    fontReady()
      .then(() => (alive ? viewer.importXML(xml) : null))
      .then(() => {
        if (!alive) return;
        widenTightLabels(viewer);
        fitLegibly(viewer);
        viewer.get('eventBus').fire(ON, { active: true });
        setLoading('ready');
      })
      .catch(() => {
        if (alive) setLoading('broken');
      });
    return () => {
      alive = false;
    };
  }, [viewer, xml]);
  return loading;
};

type Play = { state: 'idle' | 'playing' | 'paused' } | { state: 'ended'; name: string };

const PROCESSES = ['bpmn:Process', 'bpmn:Participant'];

const usePlay = (viewer: SimulationInstance | null, name: string): Play => {
  const [play, setPlay] = useState<Play>({ state: 'idle' });
  useEffect(() => {
    if (!viewer) return undefined;
    const bus = viewer.get('eventBus');
    const ended = ({ scope }: ScopeEvent) => {
      if (!scope.completed || !PROCESSES.includes(scope.element.type)) return;
      setPlay({ state: 'ended', name: scope.element.businessObject.name || name });
    };
    const states = [
      [SCOPE_MADE, 'playing'],
      [PLAYING, 'playing'],
      [PAUSED, 'paused'],
      [RESET, 'idle'],
    ] as const;
    const listeners = states.map(([event, state]) => {
      const listener = () => setPlay({ state });
      bus.on(event, listener);
      return [event, listener] as const;
    });
    bus.on(SCOPE_ENDED, ended);
    return () => {
      bus.off(SCOPE_ENDED, ended);
      for (const [event, listener] of listeners) bus.off(event, listener);
    };
  }, [viewer, name]);
  return play;
};

const Controls = ({ viewer, play }: { viewer: SimulationInstance; play: Play }) => {
  const { t } = useTranslation('modeler');
  const [speed, setSpeed] = useState<Speed>('normal');
  const isPlaying = play.state === 'playing';
  const toggle = t(isPlaying ? 'simulation.pause' : 'simulation.play');
  const choose = (value: string) => {
    setSpeed(value as Speed);
    viewer.get('animation').setAnimationSpeed(SPEEDS[value as Speed]);
  };
  return (
    <>
      <Tooltip label={toggle}>
        <ActionIcon
          className={classes.tool}
          aria-label={toggle}
          disabled={!isPlaying && play.state !== 'paused'}
          onClick={() => viewer.get('pauseSimulation').toggle()}
        >
          {isPlaying ? (
            <IconPlayerPause size={16} aria-hidden />
          ) : (
            <IconPlayerPlay size={16} aria-hidden />
          )}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('simulation.restart')}>
        <ActionIcon
          className={classes.tool}
          aria-label={t('simulation.restart')}
          disabled={play.state === 'idle'}
          onClick={() => viewer.get('resetSimulation').resetSimulation()}
        >
          <IconRefresh size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <SegmentedControl
        size="xs"
        aria-label={t('simulation.speed')}
        value={speed}
        onChange={choose}
        data={(['slow', 'normal', 'fast'] as const).map((value) => ({
          value,
          label: t(`simulation.${value}`),
        }))}
      />
    </>
  );
};

/** Tokens that run through the model; chosen by hand where the model would decide. */
const Simulation = ({ xml, name, texts, onStop }: Props) => {
  const { t } = useTranslation('modeler');
  const [create] = useState(() => (container: HTMLElement) => createSimulation(container, texts));
  const { hostRef, instance: viewer } = useBpmnIo(create);
  const loading = useLoading(viewer, xml);
  const play = usePlay(viewer, name);
  const said = {
    idle: '',
    playing: t('simulation.playing'),
    paused: t('simulation.paused'),
    ended: t('simulation.finished', { name: play.state === 'ended' ? play.name : name }),
  }[play.state];

  return (
    <section className={classes.simulation} aria-label={t('simulation.label')}>
      <div className={classes.bar}>
        {viewer && loading === 'ready' && <Controls viewer={viewer} play={play} />}
        <span className={classes.said} role="status">
          {said}
        </span>
        <span className={classes.hint}>
          {t(loading === 'broken' ? 'simulation.broken' : 'simulation.hint')}
        </span>
        <Button variant="default" size="xs" onClick={onStop}>
          {t('simulation.stop')}
        </Button>
      </div>
      <div className={classes.stage}>
        <div
          ref={hostRef}
          className={classes.host}
          role="region"
          aria-label={t('simulation.diagram', { name })}
          data-simulation={loading}
        />
        {viewer && loading === 'ready' && <ZoomControls viewer={viewer} />}
      </div>
    </section>
  );
};

export default Simulation;
