import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import animationModule from 'bpmn-js-token-simulation/lib/animation';
import contextPadsModule from 'bpmn-js-token-simulation/lib/features/context-pads';
import ContextPads from 'bpmn-js-token-simulation/lib/features/context-pads/ContextPads';
import exclusiveGatewayModule from 'bpmn-js-token-simulation/lib/features/exclusive-gateway-settings';
import inclusiveGatewayModule from 'bpmn-js-token-simulation/lib/features/inclusive-gateway-settings';
import pauseModule from 'bpmn-js-token-simulation/lib/features/pause-simulation';
import resetModule from 'bpmn-js-token-simulation/lib/features/reset-simulation';
import simulationStateModule from 'bpmn-js-token-simulation/lib/features/simulation-state';
import tokenCountModule from 'bpmn-js-token-simulation/lib/features/token-count';
import simulatorModule from 'bpmn-js-token-simulation/lib/simulator';

import '@/shared/bpmn/libraries.css';
import '@/shared/bpmn/bpmnio.css';
import './simulation.css';

import { rendererOptions } from '@/shared/bpmn/renderer';
import type { BpmnInstance, DiagramElement, ElementRegistry, EventBus } from '@/shared/bpmn/types';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import type { Texts } from '../panel/field';

export interface SimulationInstance extends BpmnInstance {
  get: BpmnInstance['get'] & {
    (name: 'pauseSimulation'): { toggle(): void };
    (name: 'resetSimulation'): { resetSimulation(): void };
    (name: 'animation'): { setAnimationSpeed(speed: number): void };
  };
}

interface Scope {
  element: DiagramElement;
  completed?: boolean;
  colors?: { primary: string; auxiliary: string };
}

export const ON = 'tokenSimulation.toggleMode';
export const PLAYING = 'tokenSimulation.playSimulation';
export const PAUSED = 'tokenSimulation.pauseSimulation';
export const RESET = 'tokenSimulation.resetSimulation';
export const SCOPE_MADE = 'tokenSimulation.simulator.createScope';
export const SCOPE_ENDED = 'tokenSimulation.simulator.destroyScope';

export interface ScopeEvent {
  scope: Scope;
}

/** Before the library draws the token. */
const EARLY = 1500;

/** Tokens in the theme's colours, which follow when the theme changes. */
class TokenColours {
  static $inject = ['eventBus'];

  constructor(eventBus: EventBus) {
    const colour = ({ scope }: ScopeEvent) => {
      scope.colors = { primary: 'var(--k-accent)', auxiliary: 'var(--k-on-accent)' };
    };
    eventBus.on(SCOPE_MADE, EARLY, colour);
  }
}

interface Simulator {
  waitAtElement(element: DiagramElement): void;
}

/**
 * Steps with events at their edge wait, as they do in an instance: a token that only ran through
 * them would leave no time for the events to happen.
 */
class EdgesWait {
  static $inject = ['eventBus', 'elementRegistry', 'simulator'];

  constructor(eventBus: EventBus, elements: ElementRegistry, simulator: Simulator) {
    eventBus.on('import.done', () => {
      for (const element of elements.getAll())
        if (element.attachers?.some(({ type }) => type === 'bpmn:BoundaryEvent'))
          simulator.waitAtElement(element);
    });
  }
}

const nameOf = ({ businessObject }: DiagramElement): string =>
  businessObject.name || businessObject.id || '';

const wordsFor = (title: string, { type }: DiagramElement): string => {
  if (title === 'Add pause point') return 'pausePoint';
  if (title === 'Remove pause point') return 'passPoint';
  if (title === 'Set Sequence Flow') return type === 'bpmn:SequenceFlow' ? 'toggle' : 'choose';
  if (type === 'bpmn:BoundaryEvent') return 'happen';
  return type === 'bpmn:StartEvent' ? 'start' : 'trigger';
};

/** The library names its buttons by what they do; ours say also where. */
class NamedPads extends ContextPads {
  static override $inject = [...ContextPads.$inject, 'texts'];
  private readonly texts: Texts;

  constructor(...services: unknown[]) {
    super(...services.slice(0, -1));
    this.texts = services.at(-1) as Texts;
  }

  override _addOverlay(element: DiagramElement, options: { html: HTMLElement }): void {
    const key = wordsFor(options.html.title, element);
    options.html.title = this.texts(`simulation.${key}`, { name: nameOf(element) });
    super._addOverlay(element, options);
  }
}

const STYLES: Record<string, string> = {
  '--token-simulation-grey-darken-30': 'var(--k-bpmn-path)',
  '--token-simulation-grey-lighten-56': 'var(--k-border-control)',
};

const nothing = () => undefined;

/** Make a viewer that plays a model; the model in the editor is not touched. */
export const createSimulation = (container: HTMLElement, texts: Texts): SimulationInstance => {
  const viewer = new NavigatedViewer({
    container,
    ...rendererOptions,
    animation: { randomize: false },
    additionalModules: [
      simulatorModule,
      animationModule,
      contextPadsModule,
      pauseModule,
      resetModule,
      tokenCountModule,
      exclusiveGatewayModule,
      inclusiveGatewayModule,
      simulationStateModule,
      {
        __init__: ['tokenColours', 'edgesWait'],
        texts: ['value', texts],
        tokenColours: ['type', TokenColours],
        edgesWait: ['type', EdgesWait],
        contextPads: ['type', NamedPads],
        // the page has its own buttons and its own words
        tokenSimulationPalette: ['value', { addEntry: nothing }],
        notifications: ['value', { showNotification: nothing }],
        simulationStyles: ['value', { get: (name: string) => STYLES[name] ?? '' }],
      },
    ],
    moddleExtensions: { bpm: bpmModdle },
  });
  return viewer as unknown as SimulationInstance;
};
