import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import { bpmModdle } from '@/shared/bpmn/vocabulary';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import {
  readExpression,
  readExtension,
  writeExpression,
  writeExtension,
  writeOwn,
  type Command,
  type Place,
} from './commands';

const moddle = new BpmnModdle({ bpm: bpmModdle });

const place = (host: ModdleElement): Place => ({
  element: {} as DiagramElement,
  host,
  factory: { create: (type, properties) => moddle.create(type, properties) as ModdleElement },
});

const run = (commands: Command[]) => {
  for (const { context } of commands) {
    const target =
      'moddleElement' in context ? context.moddleElement : context.element.businessObject;
    for (const [name, value] of Object.entries(context.properties)) target.set(name, value);
  }
};

const userTask = (extensions = ''): Promise<ModdleElement> =>
  parse(`<bpmn:userTask id="approve">${extensions}</bpmn:userTask>`);

const parse = async (inner: string): Promise<ModdleElement> => {
  const xml = `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpm="urn:bpm:schema:1.0"
    xmlns:old="urn:other" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:t">
    <bpmn:process id="p">${inner}</bpmn:process></bpmn:definitions>`;
  const { elementsById } = await moddle.fromXML(xml);
  return (elementsById as Record<string, ModdleElement>)['approve']!;
};

const xmlOf = async (element: ModdleElement) => (await moddle.toXML(element as never)).xml;

describe('writeExtension', () => {
  it('makes what is missing, in our namespace', async () => {
    const task = await userTask();
    run(writeExtension(place(task), 'bpm:Assignment', 'candidateGroups', 'managers'));
    expect(readExtension(task, 'bpm:Assignment', 'candidateGroups')).toBe('managers');
    expect(await xmlOf(task)).toContain('<bpm:assignment candidateGroups="managers"');
  });

  it('leaves an untouched model as it was', async () => {
    const task = await userTask();
    expect(writeExtension(place(task), 'bpm:Assignment', 'assignee', '')).toEqual([]);
    expect(writeExtension(place(task), 'bpm:Async', 'before', false)).toEqual([]);
  });

  it('takes the element away with its last setting, and keeps what others wrote', async () => {
    const task = await userTask(
      '<bpmn:extensionElements><bpm:assignment assignee="clerk"/><old:note>keep</old:note></bpmn:extensionElements>',
    );
    run(writeExtension(place(task), 'bpm:Assignment', 'assignee', ''));
    const xml = await xmlOf(task);
    expect(xml).not.toContain('bpm:assignment');
    expect(xml).toContain('keep');
  });

  it('removes empty extension elements altogether', async () => {
    const task = await userTask(
      '<bpmn:extensionElements><bpm:async before="true"/></bpmn:extensionElements>',
    );
    run(writeExtension(place(task), 'bpm:Async', 'before', false));
    expect(task.get('extensionElements')).toBeUndefined();
  });

  it('keeps the element while another setting stands', async () => {
    const task = await userTask(
      '<bpmn:extensionElements><bpm:assignment assignee="clerk" dueDate="P2D"/></bpmn:extensionElements>',
    );
    run(writeExtension(place(task), 'bpm:Assignment', 'assignee', ''));
    expect(await xmlOf(task)).toContain('<bpm:assignment dueDate="P2D"');
  });
});

describe('conditions and own properties', () => {
  it('writes, changes and removes the condition of a flow', async () => {
    const flow = await parse('<bpmn:sequenceFlow id="approve" />');
    run(writeExpression(place(flow), 'conditionExpression', '=days > 5'));
    expect(await xmlOf(flow)).toContain('xsi:type="bpmn:tFormalExpression"');
    run(writeExpression(place(flow), 'conditionExpression', '=days > 6'));
    expect(readExpression(flow, 'conditionExpression')).toBe('=days > 6');
    run(writeExpression(place(flow), 'conditionExpression', ''));
    expect(readExpression(flow, 'conditionExpression')).toBe('');
  });

  it('writes empty text as nothing', async () => {
    const task = await parse(
      '<bpmn:scriptTask id="approve" scriptFormat="feel"><bpmn:script>1</bpmn:script></bpmn:scriptTask>',
    );
    run(writeOwn(place(task), { script: '' }));
    expect(await xmlOf(task)).not.toContain('bpmn:script>');
  });
});
