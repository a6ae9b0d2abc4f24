import type { ModdleElement } from '@/shared/bpmn/types';
import { listOf } from './parts';

/** Which way data goes. */
export type Side = 'Input' | 'Output';

export const isEvent = ({ $type }: ModdleElement): boolean => $type.endsWith('Event');
export const isThrower = ({ $type }: ModdleElement): boolean => /Throw|EndEvent/.test($type);
export const isProcess = ({ $type }: ModdleElement): boolean => $type === 'bpmn:Process';
export const isActivity = ({ $type }: ModdleElement): boolean =>
  /Task$|SubProcess$|^bpmn:(CallActivity|Transaction)$/.test($type);

/** Find what declares the data inputs and outputs of an activity or a process. */
export const specificationOf = (host: ModdleElement): ModdleElement | undefined =>
  host.get('ioSpecification') as ModdleElement | undefined;

/** Where an activity, event or process holds its data inputs and outputs: events hold them themselves. */
export const holderOf = (host: ModdleElement): ModdleElement | undefined =>
  isEvent(host) ? host : specificationOf(host);

export const has = (host: ModdleElement, side: Side): boolean =>
  !isEvent(host) || isThrower(host) === (side === 'Input');

export const itemsOf = (host: ModdleElement, side: Side): ModdleElement[] => {
  const holder = has(host, side) ? holderOf(host) : undefined;
  return listOf(holder, `data${side}s`);
};

export const ownerOf = (part: ModdleElement): ModdleElement | undefined => {
  let place: ModdleElement | undefined = part;
  while (place && !isEvent(place) && !isActivity(place) && !isProcess(place)) place = place.$parent;
  return place;
};

/** Find the data inputs or outputs of the activity or event that something is part of. */
export const ownItems =
  (side: Side) =>
  (part: ModdleElement): ModdleElement[] => {
    const owner = ownerOf(part);
    return owner ? itemsOf(owner, side) : [];
  };
