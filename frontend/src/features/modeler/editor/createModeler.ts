import Modeler from 'bpmn-js/lib/Modeler';
import gridModule from 'diagram-js-grid';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';

import '@/shared/bpmn/libraries.css';
import './libraries.css';
import '@/shared/bpmn/bpmnio.css';

import { mendModdle } from '@/shared/bpmn/mending';
import { rendererOptions } from '@/shared/bpmn/renderer';
import type { BpmnInstance, DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import { previewTimer, processes } from '../api';
import type { Catalogue } from '../panel/connectors';
import type { Further, Texts } from '../panel/field';
import { followingModule } from '../panel/following';
import { kontorPropertiesModule, type Findings } from '../panel/provider';
import { menusModule } from './menus';
import { describeFields, makeTranslate } from './words';

export interface CommandStack {
  undo(): void;
  redo(): void;
  canUndo(): boolean;
  canRedo(): boolean;
}

export interface Modeling {
  updateProperties(element: DiagramElement, properties: Record<string, unknown>): void;
  updateModdleProperties(
    element: DiagramElement,
    target: ModdleElement,
    properties: Record<string, unknown>,
  ): void;
}

export interface EditorActions {
  trigger(action: string): void;
}

export interface PropertiesPanel {
  attachTo(parent: HTMLElement): void;
  detach(): void;
}

export interface ModelerInstance extends BpmnInstance {
  saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
  getDefinitions(): ModdleElement;
  get: BpmnInstance['get'] & {
    (name: 'catalogue'): Catalogue;
    (name: 'findings'): Findings;
    (name: 'commandStack'): CommandStack;
    (name: 'modeling'): Modeling;
    (name: 'editorActions'): EditorActions;
    (name: 'propertiesPanel'): PropertiesPanel;
  };
}

/** Make an editor for our models; `texts` gives the words of its menus and its panel. */
export const createModeler = (container: HTMLElement, texts: Texts): ModelerInstance => {
  const further: Further = { groups: [], lists: [] };
  const modeler = new Modeler({
    container,
    ...rendererOptions,
    propertiesPanel: { description: describeFields(texts) },
    additionalModules: [
      {
        texts: ['value', texts],
        translate: ['value', makeTranslate(texts)],
        catalogue: ['value', { templates: [] }],
        findings: ['value', { problems: [] }],
        previewTimer: ['value', previewTimer],
        processes: ['value', processes],
        further: ['value', further],
      },
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      kontorPropertiesModule,
      followingModule,
      menusModule,
      gridModule,
    ],
    moddleExtensions: { bpm: bpmModdle },
  });
  const instance = modeler as unknown as ModelerInstance;
  mendModdle(instance.get('moddle'));
  void import('../panel/further').then(({ FURTHER }) => {
    Object.assign(further, FURTHER);
    instance.get('eventBus').fire('propertiesPanel.providersChanged');
  });
  return instance;
};

interface Moddle {
  ids: { assigned(id: string): ModdleElement | false | undefined };
}

/** Find the drawn element that an element of the model is, or is part of, by their ids. */
export const drawnOwner = (modeler: ModelerInstance, id: string): string | undefined => {
  const registry = modeler.get('elementRegistry');
  let part: ModdleElement | undefined =
    (modeler.get('moddle') as Moddle).ids.assigned(id) || undefined;
  while (part && !(part.id && registry.get(part.id))) part = part.$parent;
  return registry.get(id) ? id : part?.id;
};

/** The process that a model is about: the first executable one, else the first. */
export const mainProcess = (modeler: ModelerInstance): ModdleElement | undefined => {
  const roots =
    (modeler.getDefinitions()?.get('rootElements') as ModdleElement[] | undefined) ?? [];
  const processes = roots.filter(({ $type }) => $type === 'bpmn:Process');
  return processes.find((process) => process.get('isExecutable') === true) ?? processes[0];
};

/** Read the model as XML. */
export const readXml = async (modeler: ModelerInstance): Promise<string> => {
  const { xml } = await modeler.saveXML({ format: true });
  if (xml === undefined) throw new Error('The model cannot be written as XML.');
  return xml;
};
