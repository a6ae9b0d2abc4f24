import type { ModdleElement } from '@/shared/bpmn/types';

/** Find the process in which an element of the model lies. */
export const processOf = (host: ModdleElement): ModdleElement | undefined => {
  let place: ModdleElement | undefined = host;
  while (place && place.$type !== 'bpmn:Process') place = place.$parent;
  return place;
};
