/** The steps that a model draws, and how one of them is found. */

export interface DrawnStep {
  id: string;
  /** Empty where it has none. */
  name: string;
}

const MODEL = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const DRAWING = 'http://www.omg.org/spec/BPMN/20100524/DI';
const STEP = /(task|event|gateway|subProcess|callActivity|transaction)$/i;

/** Steps in the order of the model; what is not drawn cannot be shown. */
export const drawnStepsOf = (xml: string): DrawnStep[] => {
  const model = new DOMParser().parseFromString(xml, 'application/xml');
  const shapes = [...model.getElementsByTagNameNS(DRAWING, 'BPMNShape')];
  const drawn = new Set(
    shapes.map((shape) => shape.getAttribute('bpmnElement')?.replace(/^.*:/, '')),
  );
  const names = new Map<string, string>();
  for (const element of model.getElementsByTagNameNS(MODEL, '*')) {
    const id = element.getAttribute('id');
    if (!id || !drawn.has(id) || !STEP.test(element.localName)) continue;
    names.set(id, (element.getAttribute('name') ?? '').replace(/\s+/g, ' ').trim());
  }
  return [...names].map(([id, name]) => ({ id, name }));
};

/** Those whose name or id holds the text; those that begin with it come first. */
export const findSteps = (steps: readonly DrawnStep[], text: string): DrawnStep[] => {
  const wanted = text.trim().toLowerCase();
  const places = ({ id, name }: DrawnStep) => [name, id].map((one) => one.toLowerCase());
  const rank = (step: DrawnStep) => Number(!places(step).some((one) => one.startsWith(wanted)));
  return steps
    .filter((step) => places(step).some((one) => one.includes(wanted)))
    .toSorted((a, b) => rank(a) - rank(b));
};
