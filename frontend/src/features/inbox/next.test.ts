// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { nextAfter } from './next';

const model = (inner: string) =>
  `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p">
   <bpmn:userTask id="check" name="Check"/>${inner}</bpmn:process></bpmn:definitions>`;
const flow = (source: string, target: string) =>
  `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}"/>`;

describe('what comes next', () => {
  it('is the next step by its name, else by its id', () => {
    const pay = '<bpmn:serviceTask id="payInvoice"/>';
    expect(nextAfter(model(pay + flow('check', 'payInvoice')), 'check')).toEqual({
      kind: 'one',
      names: ['Pay invoice'],
    });
  });

  it('is nothing at the end', () => {
    const end = '<bpmn:endEvent id="end"/>';
    expect(nextAfter(model(end + flow('check', 'end')), 'check')).toEqual({
      kind: 'end',
      names: [],
    });
  });

  it('is one of several behind a choice, joins in between or not', () => {
    const inner =
      '<bpmn:exclusiveGateway id="join"/><bpmn:exclusiveGateway id="fork"/>' +
      '<bpmn:userTask id="a" name="Approve&#10;it"/><bpmn:userTask id="b" name="Reject"/>' +
      flow('check', 'join') +
      flow('join', 'fork') +
      flow('fork', 'a') +
      flow('fork', 'b');
    expect(nextAfter(model(inner), 'check')).toEqual({
      kind: 'choice',
      names: ['Approve it', 'Reject'],
    });
  });

  it('is all of them behind a fork', () => {
    const inner =
      '<bpmn:parallelGateway id="fork"/><bpmn:task id="a" name="A"/><bpmn:task id="b" name="B"/>' +
      flow('check', 'fork') +
      flow('fork', 'a') +
      flow('fork', 'b');
    expect(nextAfter(model(inner), 'check')).toEqual({ kind: 'all', names: ['A', 'B'] });
  });

  it('survives a circle of gateways and does not know other steps', () => {
    const inner = '<bpmn:exclusiveGateway id="x"/>' + flow('check', 'x') + flow('x', 'x');
    expect(nextAfter(model(inner), 'check')).toEqual({ kind: 'end', names: [] });
    expect(nextAfter(model(''), 'other')).toBeNull();
  });
});
