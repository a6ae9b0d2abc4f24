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
      't Look form f version 3',
      'r r decision d latest ',
      'c Ship process s versionTag blue',
      'e e process s deployment ',
    ]);
    expect(pinsOf('<half')).toEqual([]);
  });
});
