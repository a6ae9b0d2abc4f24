// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { semanticDiff } from './semanticDiff';

CSS.escape ??= (text: string) => text;

const model = (body: string, shapes = '', more = '') =>
  `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:x="urn:x" xmlns:di="urn:di" xmlns:dc="urn:dc" exporter="${more}">
    <bpmn:process id="p" isExecutable="true">${body}</bpmn:process>${shapes}</bpmn:definitions>`;

const shape = (id: string, x: number) =>
  `<di:BPMNShape bpmnElement="${id}"><dc:Bounds x="${x.toString()}" y="0" width="100" height="80"/></di:BPMNShape>`;

const timer = (duration: string) =>
  `<bpmn:intermediateCatchEvent id="wait" name="Wait"><bpmn:incoming>f</bpmn:incoming>
    <bpmn:timerEventDefinition id="anything"><bpmn:timeDuration>${duration}</bpmn:timeDuration>
    </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`;

it('sees what was added, removed and changed deep inside', () => {
  const before = model(`${timer('PT1H')}<bpmn:task id="old" name="Old"/>`);
  const after = model(`${timer('PT2H')}<bpmn:userTask id="new" name="New"/>`);

  expect(semanticDiff(before, after)).toEqual([
    { id: 'old', type: 'Task', name: 'Old', kind: 'removed', changes: [] },
    { id: 'new', type: 'UserTask', name: 'New', kind: 'added', changes: [] },
    {
      id: 'wait',
      type: 'IntermediateCatchEvent',
      name: 'Wait',
      kind: 'changed',
      changes: [{ path: 'timerEventDefinition/timeDuration', before: 'PT1H', after: 'PT2H' }],
    },
  ]);
});

it('tells repeated parts apart and names another type', () => {
  const task = (tag: string, second: string) =>
    model(`<bpmn:${tag} id="t"><bpmn:extensionElements><x:input name="a"/><x:input name="${second}"/>
      </bpmn:extensionElements></bpmn:${tag}>`);

  const [found] = semanticDiff(task('userTask', 'b'), task('serviceTask', 'c')) ?? [];

  expect(found?.changes).toEqual([
    { path: 'type', before: 'userTask', after: 'serviceTask' },
    { path: 'extensionElements/input[2]/name', before: 'b', after: 'c' },
  ]);
});

it('is silent about the tool, about line breaks and about the order within a lane', () => {
  const lane = (first: string, second: string) =>
    `<bpmn:laneSet id="s"><bpmn:lane id="l"><bpmn:flowNodeRef>${first}</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>${second}</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>`;

  expect(
    semanticDiff(model(lane('a', 'b'), '', 'One'), model(lane('b', '  a '), '', 'Other')),
  ).toEqual([]);
});

it('says of what only stands elsewhere that it moved', () => {
  const task = '<bpmn:task id="t" name="T"/>';

  expect(semanticDiff(model(task, shape('t', 0)), model(task, shape('t', 40)))).toEqual([
    { id: 't', type: 'Task', name: 'T', kind: 'moved', changes: [] },
  ]);
});

it('calls a flow by what it connects', () => {
  const tasks = '<bpmn:task id="a" name="Ask"/><bpmn:task id="b"/>';
  const flow = '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"/>';

  expect(semanticDiff(model(tasks), model(tasks + flow))).toMatchObject([
    { id: 'f', type: 'SequenceFlow', name: 'Ask → b', kind: 'added' },
  ]);
});

it('compares nothing with what is no XML', () => {
  expect(semanticDiff('<a', model(''))).toBeNull();
});
