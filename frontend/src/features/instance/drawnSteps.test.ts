// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { drawnStepsOf, findSteps } from './drawnSteps';

const XML = `<?xml version="1.0"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:k="urn:own">
  <b:process id="p"><b:laneSet><b:lane id="lane" name="Sales"/></b:laneSet>
    <b:startEvent id="begin"><b:timerEventDefinition id="timer"/></b:startEvent>
    <b:userTask id="check" name="Check
      the order"/>
    <b:subProcess id="inner" name="Send"><b:sendTask id="mail" name="Mail it"/></b:subProcess>
    <b:task id="hidden" name="Not drawn"/>
  </b:process>
  <d:BPMNDiagram><d:BPMNPlane bpmnElement="p">
    <d:BPMNShape bpmnElement="lane"/><d:BPMNShape bpmnElement="begin"/>
    <d:BPMNShape bpmnElement="k:check"/><d:BPMNShape bpmnElement="inner"/>
    <d:BPMNShape bpmnElement="mail"/>
  </d:BPMNPlane></d:BPMNDiagram>
</b:definitions>`;

describe('steps of a model', () => {
  const steps = drawnStepsOf(XML);
  const found = (text: string) => findSteps(steps, text).map(({ id }) => id);

  it('are those that are drawn, with their names on one line', () => {
    expect(steps).toEqual([
      { id: 'begin', name: '' },
      { id: 'check', name: 'Check the order' },
      { id: 'inner', name: 'Send' },
      { id: 'mail', name: 'Mail it' },
    ]);
  });

  it('are found by name or id, the beginning first', () => {
    expect(found('  ORDER')).toEqual(['check']);
    expect(found('beg')).toEqual(['begin']);
    expect(found('i')).toEqual(['inner', 'begin', 'mail']);
    expect(found('nothing')).toEqual([]);
  });

  it('are none where the model cannot be read', () => {
    expect(drawnStepsOf('<not')).toEqual([]);
  });
});
