import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { writeDrawn, type Command, type Place } from './commands';

/** A value that may be chosen, with its words. */
export interface Choice {
  value: string;
  label: string;
}

/** By the flows themselves: a model need not list them at its nodes. */
const flowsOf = (gateway: ModdleElement): ModdleElement[] => {
  const around = gateway.$parent?.get('flowElements') as ModdleElement[] | undefined;
  return (around ?? []).filter(
    (part) => part.$type === 'bpmn:SequenceFlow' && part.get('sourceRef') === gateway,
  );
};

const nameOf = (flow: ModdleElement): string => {
  const target = flow.get('targetRef') as ModdleElement | undefined;
  const end = target?.name ?? target?.id ?? '';
  return flow.name ? `${flow.name} → ${end}` : `→ ${end}`;
};

/** The flows that leave a gateway. */
export const flowChoices = (gateway: ModdleElement): Choice[] =>
  flowsOf(gateway).map((flow) => ({ value: flow.id ?? '', label: nameOf(flow) }));

/** The id of the flow taken where no condition holds. */
export const readDefaultFlow = (gateway: ModdleElement): string =>
  (gateway.get('default') as ModdleElement | undefined)?.id ?? '';

/** Choose that flow; a condition on it would have no effect, so it goes. */
export const writeDefaultFlow = (place: Place, id: string): Command[] => {
  const flow = flowsOf(place.host).find((candidate) => candidate.id === id);
  const drawn: DiagramElement = place.element.labelTarget ?? place.element;
  const commands = writeDrawn(drawn, { default: flow });
  if (flow?.get('conditionExpression') === undefined) return commands;
  return [
    {
      cmd: 'element.updateModdleProperties',
      context: {
        element: drawn,
        moddleElement: flow,
        properties: { conditionExpression: undefined },
      },
    },
    ...commands,
  ];
};
