import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import { mendModdle } from '@/shared/bpmn/mending';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import type { Command, Place } from './commands';
import type { Field, ListGroup } from './field';
import { GROUPS } from './fields';
import { FURTHER } from './further';
import { LISTS } from './lists';

/** What is drawn before anything is said in the panel. */
const DRAWN = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpm="urn:bpm:schema:1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="model" targetNamespace="http://example.org/panel">
  <bpmn:process id="written_by_the_panel" isExecutable="true">
    <bpmn:startEvent id="start" /><bpmn:scriptTask id="prepare" /><bpmn:scriptTask id="work" />
    <bpmn:callActivity id="call" /><bpmn:scriptTask id="each" /><bpmn:scriptTask id="usual" />
    <bpmn:endEvent id="missed" /><bpmn:boundaryEvent id="enough" attachedToRef="each"><bpmn:signalEventDefinition id="heard" /></bpmn:boundaryEvent>
    <bpmn:intermediateThrowEvent id="tell"><bpmn:signalEventDefinition id="told" /></bpmn:intermediateThrowEvent><bpmn:task id="taken" /><bpmn:task id="left" /><bpmn:endEvent id="end" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="prepare" />
    <bpmn:sequenceFlow id="f2" sourceRef="prepare" targetRef="work" />
    <bpmn:sequenceFlow id="f3" sourceRef="work" targetRef="call" />
    <bpmn:sequenceFlow id="f4" sourceRef="call" targetRef="each" />
    <bpmn:sequenceFlow id="f5" sourceRef="each" targetRef="missed" />
    <bpmn:sequenceFlow id="f6" sourceRef="enough" targetRef="tell" />
    <bpmn:sequenceFlow id="f7" sourceRef="tell" targetRef="usual" />
    <bpmn:sequenceFlow id="to_taken" sourceRef="usual" targetRef="taken" />
    <bpmn:sequenceFlow id="to_left" sourceRef="usual" targetRef="left" />
    <bpmn:sequenceFlow id="f8" sourceRef="taken" targetRef="end" />
    <bpmn:sequenceFlow id="f9" sourceRef="left" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>`;

/** The file that a test of the server deploys and runs. */
const FILE = '../../../../../tests/api/models/written-by-the-panel.bpmn';

const texts = (key: string): string => key;

/** A hand at the panel: it knows elements, lists and fields by their ids. */
const openPanel = async () => {
  const moddle = new BpmnModdle({ bpm: bpmModdle });
  mendModdle(moddle);
  const { rootElement, elementsById } = await moddle.fromXML(DRAWN);
  let made = 0;
  const factory: Place['factory'] = {
    create: (type, properties = {}) => {
      made += 1;
      const isNamed = type.startsWith('bpmn:') && !/Extension|FormalExpression/.test(type);
      const id = `${type.replace(/^\w+:/, '')}_${made.toString()}`;
      return moddle.create(type, { ...(isNamed && { id }), ...properties }) as ModdleElement;
    },
  };
  const drawn = (id: string): DiagramElement => {
    const host = (elementsById as Record<string, ModdleElement>)[id]!;
    return { id, type: host.$type, businessObject: host } as unknown as DiagramElement;
  };
  const run = (commands: readonly Command[]) => {
    for (const { context } of commands) {
      const target =
        'moddleElement' in context ? context.moddleElement : context.element.businessObject;
      for (const [name, value] of Object.entries(context.properties)) target.set(name, value);
    }
  };
  const valueOf = (field: Field, host: ModdleElement, words: string): unknown =>
    field.choices?.(host, texts).find(({ label }) => label === words)?.value ?? words;
  const write = (id: string, host: ModdleElement, field: Field, value: string | boolean) => {
    expect(field.isShown?.(host) ?? true, `${id}: ${field.id} shows`).toBe(true);
    const stored = typeof value === 'string' ? valueOf(field, host, value) : value;
    run(field.write({ element: drawn(id), host, factory }, stored));
  };
  const listOf = (id: string, list: string): [ListGroup, ModdleElement] => {
    const found = [...LISTS, ...FURTHER.lists].find((each) => each.id === list)!;
    const host = found.hostOf(drawn(id));
    if (!host) throw new Error(`${id} has no list ${list}.`);
    return [found, host];
  };
  return {
    enter(id: string, field: string, value: string | boolean) {
      for (const group of [...GROUPS, ...FURTHER.groups]) {
        const host = group.hostOf(drawn(id));
        const found = group.fields.find(
          (each) => each.id === field && host && (each.isShown?.(host) ?? true),
        );
        if (host && found) return write(id, host, found, value);
      }
      throw new Error(`${id} has no field ${field}.`);
    },
    add(id: string, list: string, values: Record<string, string | boolean> = {}) {
      const [group, host] = listOf(id, list);
      run(group.add!({ element: drawn(id), host, factory }));
      this.change(id, list, group.items(host).length - 1, values);
    },
    change(id: string, list: string, index: number, values: Record<string, string | boolean>) {
      const [group, host] = listOf(id, list);
      for (const [name, value] of Object.entries(values)) {
        const item = group.items(host)[index]!;
        const shown = group.fields.filter(({ isShown }) => isShown?.(item) ?? true);
        write(
          id,
          item,
          shown.find((field) => field.id === name)!,
          value,
        );
      }
    },
    idOf(id: string, list: string, index: number): string {
      const [group, host] = listOf(id, list);
      return group.items(host)[index]?.id ?? '';
    },
    xml: async () => (await moddle.toXML(rootElement, { format: true })).xml,
  };
};

describe('a model that the panel has written', () => {
  it('is what the server runs', async () => {
    const panel = await openPanel();
    const process = 'written_by_the_panel';
    panel.add(process, 'ownData', { itemName: 'price' });
    panel.add(process, 'ownData', { itemName: 'total' });
    panel.add(process, 'globalTasks', {
      globalName: 'Add one',
      globalKind: 'globalTask.GlobalScriptTask',
      script: 'total + 1',
      resultVariable: 'total',
    });
    panel.enter('prepare', 'script', '20');
    panel.enter('prepare', 'resultVariable', 'price');

    panel.enter('work', 'usesData', true);
    panel.add('work', 'dataInputs', { itemName: 'net' });
    panel.add('work', 'dataOutputs', { itemName: 'gross' });
    panel.add('work', 'dataInputAssociations', {
      fromInput: 'price',
      intoInput: 'net',
      transformation: '=price * 2',
    });
    panel.add('work', 'dataOutputAssociations', { fromOutput: 'gross', intoOutput: 'total' });
    panel.enter('work', 'script', 'net + 1');
    panel.enter('work', 'resultVariable', 'gross');

    panel.enter('call', 'calledElement', panel.idOf(process, 'globalTasks', 0));

    panel.enter('each', 'repetition', 'sequential');
    panel.enter('each', 'collection', '=[1, 2, 3]');
    panel.enter('each', 'elementVariable', 'one');
    panel.enter('each', 'script', 'one');
    panel.enter('each', 'resultVariable', 'seen');
    panel.enter('each', 'behavior', 'Complex');
    panel.add('each', 'complexBehaviour', {
      thrownWhen: '=numberOfCompletedInstances >= 2',
      thrownKind: 'trigger.signal',
      signalRef: '+',
      signalName: 'panel-enough',
    });

    panel.enter('enough', 'signalRef', 'panel-enough');
    panel.add('enough', 'triggers', { triggerKind: 'trigger.timer', timerText: 'PT1H' });
    panel.add('tell', 'triggers', {
      triggerKind: 'trigger.escalation',
      escalationRef: '+',
      codeOfEscalation: 'TOLD',
    });
    panel.change('tell', 'triggers', 0, { signalRef: '+', signalName: 'panel-told' });

    panel.enter('usual', 'script', 'total');
    panel.enter('usual', 'resultVariable', 'last');
    panel.enter('to_taken', 'condition', '=last = 42');
    panel.enter('usual', 'defaultFlow', '→ left');

    await expect(await panel.xml()).toMatchFileSnapshot(FILE);
  });
});
