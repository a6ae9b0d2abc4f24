import { keyFrom } from '@/shared/drafts';
import type { VersionedKind } from './api';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** Words that stand in a new table until its author writes better ones. */
export interface TemplateWords {
  input: string;
  output: string;
}

/** A file with one table that can be deployed as it is: one input, one output, one rule for all. */
const emptyDecision = (
  name: string,
  words: TemplateWords,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions" name="${escape(name)}" namespace="urn:kontor:decisions">
  <decision id="${keyFrom(name)}" name="${escape(name)}">
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="input_1" label="${escape(words.input)}">
        <inputExpression id="input_1_expression" typeRef="number">
          <text>amount</text>
        </inputExpression>
      </input>
      <output id="output_1" label="${escape(words.output)}" name="result" typeRef="string" />
      <rule id="rule_1">
        <inputEntry id="rule_1_input">
          <text></text>
        </inputEntry>
        <outputEntry id="rule_1_output">
          <text>"yes"</text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="shape_1" dmnElementRef="${keyFrom(name)}">
        <dc:Bounds x="160" y="100" width="180" height="80" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
`;

const emptyForm = (name: string): string =>
  JSON.stringify(
    { type: 'default', schemaVersion: 19, id: keyFrom(name), name, components: [] },
    null,
    2,
  );

/** A file that can be deployed as it is, for its author to go on from. */
export const emptyOf = (kind: VersionedKind, name: string, words: TemplateWords): string =>
  kind === 'form' ? emptyForm(name) : emptyDecision(name, words);
