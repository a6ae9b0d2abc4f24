// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { pinsOf } from './pins';

const inside = (text: string) => `<extensionElements>${text}</extensionElements>`;
const XML = `<definitions xmlns:bpm="urn:bpm:schema:1.0"><process id="p">
  <userTask id="t" name="Look">${inside('<bpm:formRef key="f" binding="version" version="3"/>')}</userTask>
  <businessRuleTask id="r">${inside('<bpm:calledDecision decisionId="d" binding="latest"/>')}</businessRuleTask>
  <callActivity id="c" name="Ship" calledElement="s">${inside('<bpm:calledElement binding="versionTag" versionTag="blue"/>')}</callActivity>
  <callActivity id="e" calledElement="s"/>
</process></definitions>`;

describe('pins', () => {
  it('are what a model shows, asks and calls, and which version', () => {
    expect(pinsOf(XML).map((pin) => Object.values(pin).join(' '))).toEqual([
      't Look form f version 3 false',
      'r r decision d latest  false',
      'c Ship process s versionTag blue false',
      'e e process s deployment  false',
    ]);
    expect(pinsOf('<half')).toEqual([]);
  });

  it('may lie within the model itself', () => {
    const model = `<definitions><process id="p"><callActivity id="a" calledElement="t"/>
      <callActivity id="b" calledElement="p"/><callActivity id="c" calledElement="a"/></process>
      <globalUserTask id="t"/></definitions>`;
    expect(pinsOf(model).map(({ isWithin }) => isWithin)).toEqual([true, true, false]);
  });
});
