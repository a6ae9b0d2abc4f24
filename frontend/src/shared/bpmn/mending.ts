/** What the library's reader and writer of models needs of a type's description. */
interface PropertyDescription {
  ns: { localName: string };
  type: string;
  isAttr?: boolean;
  xml?: { serialize: string };
}

interface Moddle {
  properties: {
    get(target: object, name?: string): unknown;
    set(target: object, name: string | undefined, value: unknown): void;
  };
  registry: { typeMap: Record<string, { properties: PropertyDescription[] }> };
}

/** Parts that the library reads rightly, but writes under the name of their type. */
const MISNAMED: readonly (readonly [type: string, property: string])[] = [
  ['ComplexBehaviorDefinition', 'condition'],
  ['ComplexBehaviorDefinition', 'event'],
  ['CorrelationPropertyBinding', 'dataPath'],
  ['CorrelationPropertyRetrievalExpression', 'messagePath'],
];

const find = ({ registry }: Moddle, type: string, name: string): PropertyDescription => {
  const properties = registry.typeMap[`bpmn:${type}`]?.properties ?? [];
  const found = properties.find(({ ns }) => ns.localName === name);
  if (!found) throw new Error(`The library does not know ${name} of ${type}.`);
  return found;
};

/**
 * Let elements be asked for no property at all.
 *
 * The library asks the first trigger of an event for what it refers to, even where that is a timer
 * and only the second one refers to a message.
 */
const mendProperties = ({ properties }: Moddle): void => {
  const get = properties.get.bind(properties);
  const set = properties.set.bind(properties);
  properties.get = (target, name) => (name === undefined ? undefined : get(target, name));
  properties.set = (target, name, value) => {
    if (name !== undefined) set(target, name, value);
  };
};

/**
 * Mend what the library knows wrongly of BPMN, before it reads or writes a model.
 *
 * Without it a model loses by being opened and saved: correlation paths and complex behaviours get
 * names that no engine reads, and the script of a global script task is dropped.
 */
export const mendModdle = (moddle: unknown): void => {
  mendProperties(moddle as Moddle);
  for (const [type, property] of MISNAMED)
    find(moddle as Moddle, type, property).xml = { serialize: 'xsi:type' };
  // it says of itself that it is formal, like the other conditions
  find(moddle as Moddle, 'ComplexBehaviorDefinition', 'condition').type = 'bpmn:Expression';
  delete find(moddle as Moddle, 'GlobalScriptTask', 'script').isAttr;
};
