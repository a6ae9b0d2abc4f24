const NOT_IN_A_KEY = /[^a-z0-9]+/g;
const MARKS = /[\u0300-\u036f]/g;
const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Make a definition key of a name: "Holiday request" becomes `holiday-request`. */
export const keyFrom = (name: string): string => {
  const plain = name.normalize('NFD').replace(MARKS, '').toLowerCase();
  const key = plain.replace(NOT_IN_A_KEY, '-').replace(/^-+|-+$/g, '');
  // an XML id begins with a letter
  if (key === '') return 'process';
  return /^[a-z]/.test(key) ? key : `process-${key}`;
};

const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

/** A model that runs as it is drawn: a start, one user task, an end. */
export const emptyModel = (
  name: string,
  key: string,
  firstTask: string,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:bpm="urn:bpm:schema:1.0" id="definitions" targetNamespace="urn:kontor:models">
  <bpmn:process id="${key}" name="${escape(name)}" isExecutable="true">
    <bpmn:startEvent id="start">
      <bpmn:outgoing>to_first</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="first" name="${escape(firstTask)}">
      <bpmn:incoming>to_first</bpmn:incoming>
      <bpmn:outgoing>to_end</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="end">
      <bpmn:incoming>to_end</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="to_first" sourceRef="start" targetRef="first" />
    <bpmn:sequenceFlow id="to_end" sourceRef="first" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="${key}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start">
        <dc:Bounds x="180" y="182" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="first_di" bpmnElement="first">
        <dc:Bounds x="270" y="160" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end">
        <dc:Bounds x="424" y="182" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="to_first_di" bpmnElement="to_first">
        <di:waypoint x="216" y="200" />
        <di:waypoint x="270" y="200" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="to_end_di" bpmnElement="to_end">
        <di:waypoint x="370" y="200" />
        <di:waypoint x="424" y="200" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

export interface ModelFacts {
  key: string | null;
  name: string | null;
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/**
 * Read key and name of the first process out of a model.
 *
 * Returns null where the text is no BPMN at all; everything else is for the server to judge.
 */
export const modelFacts = (xml: string): ModelFacts | null => {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.querySelector('parsererror') || document.documentElement.namespaceURI !== BPMN)
    return null;
  const [process] = document.getElementsByTagNameNS(BPMN, 'process');
  return { key: process?.getAttribute('id') ?? null, name: process?.getAttribute('name') ?? null };
};
