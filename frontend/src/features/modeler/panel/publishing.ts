import { settingRuns } from '@/shared/bpmn/offer';
import type { DiagramElement, ModdleElement } from '@/shared/bpmn/types';
import { extensionOf } from './commands';

/** Find what throws a message: an event that does, or a send task without a connector. */
export const publishHost = (element: DiagramElement): ModdleElement | null => {
  if (element.labelTarget || !settingRuns('publish')) return null;
  const host = element.businessObject;
  if (element.type === 'bpmn:SendTask') {
    const sends = host.get('messageRef') && !extensionOf(host, 'bpm:Service');
    return sends || extensionOf(host, 'bpm:Publish') ? host : null;
  }
  if (!['bpmn:IntermediateThrowEvent', 'bpmn:EndEvent'].includes(element.type)) return null;
  const definitions = host.get('eventDefinitions') as ModdleElement[] | undefined;
  const throws = definitions?.some(({ $type }) => $type === 'bpmn:MessageEventDefinition');
  return throws || extensionOf(host, 'bpm:Publish') ? host : null;
};
