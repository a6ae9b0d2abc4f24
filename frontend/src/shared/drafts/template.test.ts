// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { emptyModel, keyFrom, modelFacts } from './template';

describe('keyFrom', () => {
  it.each([
    ['Holiday request', 'holiday-request'],
    ['  Prüfung & Freigabe! ', 'prufung-freigabe'],
    ['3 eyes', 'process-3-eyes'],
    ['…', 'process'],
  ])('%s becomes %s', (name, key) => {
    expect(keyFrom(name)).toBe(key);
  });
});

describe('emptyModel', () => {
  it('is BPMN with a diagram for each element, whatever the name holds', () => {
    const name = 'A < B & "C"';
    const xml = emptyModel(name, keyFrom(name), 'First <step>');
    expect(modelFacts(xml)).toEqual({ key: 'a-b-c', name });
    const document = new DOMParser().parseFromString(xml, 'application/xml');
    const drawn = [...document.querySelectorAll('[bpmnElement]')].map((shape) =>
      shape.getAttribute('bpmnElement'),
    );
    for (const id of ['start', 'first', 'end', 'to_first', 'to_end']) expect(drawn).toContain(id);
  });
});

describe('modelFacts', () => {
  it('refuses what is no BPMN', () => {
    expect(modelFacts('no xml')).toBeNull();
    expect(modelFacts('<html/>')).toBeNull();
  });

  it('finds no process in a model without one', () => {
    expect(
      modelFacts('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'),
    ).toEqual({ key: null, name: null });
  });
});
