import gate from '../../../../bpm/core/bpmn/offer.json';

/** What the engine's gate accepts, by its own account: the file is written from the gate's rules. */
export interface Offer {
  nodes: readonly string[];
  triggers: Readonly<Record<string, readonly string[]>>;
  /** Triggers of which an event may have several; `handlerStart` begins an event sub-process. */
  together: Readonly<Record<string, readonly string[]>>;
  /** Triggers of which an event may wait for all, and the events that may. */
  awaitedTogether: readonly string[];
  waitsForAll: readonly string[];
  parts: readonly string[];
  settings: readonly string[];
  scriptFormats: readonly string[];
}

export const OFFER: Offer = gate;

/** A kind of element that a menu may make. */
export interface Target {
  type: string;
  eventDefinitionType?: string | undefined;
  triggeredByEvent?: boolean | undefined;
  isForCompensation?: boolean | undefined;
}

const localName = (type: string): string => {
  const name = type.replace(/^\w+:/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
};

const triggerOf = (eventDefinitionType: string | undefined): string =>
  eventDefinitionType ? localName(eventDefinitionType).replace(/EventDefinition$/, '') : 'none';

/** Tell whether a model with such an element can be deployed. */
export const runs = (target: Target, offer: Offer = OFFER): boolean => {
  const name = localName(target.type);
  if (!offer.nodes.includes(name)) return false;
  const triggers = offer.triggers[name];
  return triggers === undefined || triggers.includes(triggerOf(target.eventDefinitionType));
};

/** Tell whether a part of elements runs, such as a marker. */
export const partRuns = (name: string, offer: Offer = OFFER): boolean => offer.parts.includes(name);

/** Tell whether a setting of our vocabulary has an effect. */
export const settingRuns = (name: string, offer: Offer = OFFER): boolean =>
  offer.settings.includes(name);
