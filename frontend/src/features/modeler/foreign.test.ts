import { describe, expect, it } from 'vitest';
import { isForeign } from './foreign';

const model = (attributes: string) => `<bpmn:definitions ${attributes}/>`;

describe('models of other engines', () => {
  it.each([
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
    "xmlns:f='http://flowable.org/bpmn'",
    'xmlns:a="http://activiti.org/bpmn"',
    'xmlns:o="http://operaton.org/schema/1.0/bpmn"',
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"',
  ])('are known by their namespace: %s', (attribute) => {
    expect(isForeign(model(attribute))).toBe(true);
  });

  it('are ours once they are converted', () => {
    const zeebe = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"';
    expect(isForeign(model(`${zeebe} bpm:convertedFrom="Camunda 8"`))).toBe(false);
  });

  it('are not those that only a foreign editor has drawn', () => {
    expect(isForeign(model('xmlns:modeler="http://camunda.org/schema/modeler/1.0"'))).toBe(false);
  });
});
