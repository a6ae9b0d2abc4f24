import { describe, expect, it } from 'vitest';
import { OFFER, runs, type Offer } from '@/shared/bpmn/offer';
import { APPENDED, ATTACHABLE, CREATED, keepReplacement } from './kinds';

const offer: Offer = {
  nodes: ['userTask', 'endEvent', 'boundaryEvent', 'subProcess'],
  triggers: { endEvent: ['none', 'error'], boundaryEvent: ['timer'] },
  together: {},
  awaitedTogether: [],
  waitsForAll: [],
  parts: [],
  settings: [],
  scriptFormats: ['feel'],
};

describe('runs', () => {
  it('asks for the element and for its trigger', () => {
    expect(runs({ type: 'bpmn:UserTask' }, offer)).toBe(true);
    expect(runs({ type: 'bpmn:ServiceTask' }, offer)).toBe(false);
    expect(runs({ type: 'bpmn:EndEvent' }, offer)).toBe(true);
    const error = 'bpmn:ErrorEventDefinition';
    expect(runs({ type: 'bpmn:EndEvent', eventDefinitionType: error }, offer)).toBe(true);
    expect(runs({ type: 'bpmn:BoundaryEvent', eventDefinitionType: error }, offer)).toBe(false);
    expect(runs({ type: 'bpmn:BoundaryEvent' }, offer)).toBe(false);
  });
});

describe('the menus', () => {
  it('replace by what runs only', () => {
    expect(keepReplacement('replace-with-user-task', offer)).toBe(true);
    expect(keepReplacement('replace-with-service-task', offer)).toBe(false);
    expect(keepReplacement('replace-with-error-end', offer)).toBe(true);
    expect(keepReplacement('replace-with-terminate-end', offer)).toBe(false);
    expect(keepReplacement('replace-with-timer-boundary', offer)).toBe(true);
    expect(keepReplacement('replace-with-error-boundary', offer)).toBe(false);
    expect(keepReplacement('replace-with-event-subprocess', offer)).toBe(true);
    expect(keepReplacement('replace-with-transaction', offer)).toBe(false);
    expect(keepReplacement('replace-with-default-flow', offer)).toBe(true);
    expect(keepReplacement('replace-with-conditional-flow', offer)).toBe(true);
    expect(keepReplacement('something-new', offer)).toBe(false);
  });

  it('make nothing that the gate refuses', () => {
    const made = [...Object.values(CREATED).flat(), ...APPENDED, ...ATTACHABLE];
    expect(made.filter((kind) => !runs(kind, OFFER))).toEqual([]);
    expect(made.map(({ text }) => text)).toContain('userTask');
  });
});
