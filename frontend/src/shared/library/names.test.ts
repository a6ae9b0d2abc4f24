// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { namesIn } from './names';

const DMN = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">
  <decision id="level" name="Approval level"><decisionTable id="table">
    <input id="amount" label="Amount"/><output id="out" name="level"/>
    <rule id="r1"><inputEntry id="c1"><text>&lt; 100</text></inputEntry><outputEntry id="c2"><text>"none"</text></outputEntry></rule>
  </decisionTable></decision></definitions>`;
const BPMN = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
  <task id="t1" name="Check it"/><task id="t2"/></process></definitions>`;
const FORM = JSON.stringify({
  components: [{ id: 'f', components: [{ id: 'g', key: 'amount', label: 'Amount' }] }],
});

describe('names of elements', () => {
  it.each([
    ['process', BPMN, 't1', 'Check it'],
    ['process', BPMN, 't2', 't2'],
    ['decision', DMN, 'level', 'Approval level'],
    ['decision', DMN, 'r1', '< 100 | "none"'],
    ['decision', DMN, 'c2', '< 100 | "none"'],
    ['form', FORM, 'g', 'Amount'],
    ['form', 'no form', 'g', 'g'],
    ['decision', 'no table', 'r1', 'r1'],
  ] as const)('of a %s: %#', (kind, content, id, name) => {
    expect(namesIn(kind, content)(id)).toBe(name);
  });
});
