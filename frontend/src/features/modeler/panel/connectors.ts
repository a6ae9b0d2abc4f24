import type { ModdleElement } from '@/shared/bpmn/types';
import type { ConnectorTemplate, TemplateProperty } from '@/shared/api';
import {
  child,
  readExtension,
  readList,
  writeExtensionParts,
  type Command,
  type Place,
} from './commands';
import { extension, type Field, type FieldKind } from './field';

export const SERVICE = 'bpm:Service';
const CALLERS = ['bpmn:ServiceTask', 'bpmn:SendTask'];

/** What the server's connectors say of themselves; empty until it has answered. */
export interface Catalogue {
  templates: readonly ConnectorTemplate[];
}

/** Tell which element types may call something. */
export const mayCall = (type: string): boolean => CALLERS.includes(type);

const read = (host: ModdleElement, property: string): string =>
  (readExtension(host, SERVICE, property) as string | undefined) ?? '';

const parametersOf = (host: ModdleElement): ModdleElement[] =>
  readList(host, SERVICE, 'parameters');

/** Find the template of the call that an element makes. */
export const templateOf = (
  host: ModdleElement,
  { templates }: Catalogue,
): ConnectorTemplate | undefined =>
  templates.find(
    ({ connector, operation }) =>
      connector === read(host, 'connector') && (operation ?? '') === read(host, 'operation'),
  );

/** Read what a parameter is given; empty where it is not. */
export const readParameter = (host: ModdleElement, name: string): string => {
  const parameter = parametersOf(host).find((candidate) => candidate.name === name);
  return (parameter?.get('text') as string | undefined) ?? '';
};

/** Give a parameter its value; it goes with its last sign. */
export const writeParameter = (place: Place, name: string, text: string): Command[] => {
  const there = parametersOf(place.host);
  const known = there.find((candidate) => candidate.name === name);
  if (known && text !== '')
    return [
      {
        cmd: 'element.updateModdleProperties',
        context: { element: place.element, moddleElement: known, properties: { text } },
      },
    ];
  if (!known && text === '') return [];
  const parameters = known
    ? there.filter((candidate) => candidate !== known)
    : [...there, child(place, place.host, 'bpm:Parameter', { name, text })];
  return writeExtensionParts(place, SERVICE, { parameters });
};

/** Choose another connector; what the new one does not know of the parameters goes. */
export const writeTemplate = (place: Place, template: ConnectorTemplate | undefined): Command[] => {
  const names = new Set(template?.properties.map(({ name }) => name));
  return writeExtensionParts(place, SERVICE, {
    connector: template?.connector,
    operation: template?.operation ?? undefined,
    templateVersion: template?.version.toString(),
    parameters: parametersOf(place.host).filter(({ name }) => names.has(name ?? '')),
  });
};

/** Tell whether a property counts beside the other parameters, as far as that can be known. */
export const counts = (
  property: TemplateProperty,
  template: ConnectorTemplate,
  host: ModdleElement,
): boolean => {
  const { condition } = property;
  if (!condition) return true;
  const other = template.properties.find(({ name }) => name === condition.property);
  const value = readParameter(host, condition.property) || (other?.default ?? '');
  return value.startsWith('=') || condition.one_of.includes(value);
};

const kindOf = ({ type, feel }: TemplateProperty, value: string): FieldKind => {
  if (feel === 'required') return 'expression';
  if (type === 'choice' && !value.startsWith('=')) return 'select';
  if (feel === 'none') return 'text';
  return type === 'multiline' ? 'longFeel' : 'feel';
};

/** Choices begin with the default, which is not written into the model. */
const choicesOf = ({ choices, default: usual }: TemplateProperty) => {
  const first = choices.filter(({ value }) => value === usual);
  const rest = choices.filter(({ value }) => value !== usual);
  return first.length > 0 ? [...first, ...rest] : [{ value: '', label: '' }, ...rest];
};

const hintOf = ({ description, default: usual, type }: TemplateProperty): Field['hint'] =>
  function describe(_host, texts) {
    const plain = description.replaceAll('`', '');
    return usual && type !== 'choice' ? `${plain} ${texts('hint.usually', { usual })}` : plain;
  };

const parameter = (
  property: TemplateProperty,
  template: ConnectorTemplate,
  host: ModdleElement,
): Field => {
  const { name, label, required } = property;
  const needed = required && !property.default;
  const kind = kindOf(property, readParameter(host, name));
  const isSelect = kind === 'select';
  return {
    id: `parameter-${name}`,
    kind,
    label: needed ? `${label} *` : label,
    hint: hintOf(property),
    ...(needed ? { required: 'parameter' } : {}),
    choices: () => choicesOf(property),
    isShown: (place) => counts(property, template, place),
    read: (place) => readParameter(place, name) || (isSelect ? property.default : ''),
    write: (place, value) => {
      const text = typeof value === 'string' ? value : '';
      return writeParameter(place, name, isSelect && text === property.default ? '' : text);
    },
  };
};

const idOf = (host: ModdleElement, catalogue: Catalogue): string => {
  const connector = read(host, 'connector');
  const operation = read(host, 'operation');
  const unknown = operation ? `${connector}/${operation}` : connector;
  return templateOf(host, catalogue)?.id ?? unknown;
};

/** The choice of a connector, and what every call has. */
export const serviceFields = (catalogue: Catalogue): readonly Field[] => [
  {
    id: 'connector',
    kind: 'select',
    required: 'connector',
    hint: (host) => templateOf(host, catalogue)?.description,
    choices: (host, texts) => {
      const known = catalogue.templates
        .filter(({ appliesTo }) => appliesTo.includes(host.$type))
        .map(({ id, name }) => ({ value: id, label: name }));
      const current = idOf(host, catalogue);
      const isKnown = current === '' || known.some(({ value }) => value === current);
      return [
        { value: '', label: texts('option.choose') },
        ...known,
        ...(isKnown ? [] : [{ value: current, label: current }]),
      ];
    },
    read: (host) => idOf(host, catalogue),
    write: (place, id) =>
      writeTemplate(
        place,
        catalogue.templates.find((template) => template.id === id),
      ),
  },
  extension(SERVICE, 'resultVariable', 'text', {
    hint: (host) => templateOf(host, catalogue)?.result.replaceAll('`', ''),
  }),
  extension(SERVICE, 'timeout', 'text', { hint: true }),
  extension(SERVICE, 'templateVersion', 'select', {
    hint: true,
    isShown: (host) => isOutdated(host, catalogue),
    choices: (host, texts) =>
      [read(host, 'templateVersion'), templateOf(host, catalogue)?.version.toString() ?? ''].map(
        (version) => ({ value: version, label: texts('option.templateVersion', { version }) }),
      ),
  }),
];

const isOutdated = (host: ModdleElement, catalogue: Catalogue): boolean => {
  const version = read(host, 'templateVersion');
  const template = templateOf(host, catalogue);
  return version !== '' && template !== undefined && version !== template.version.toString();
};

/** The groups of the chosen template, each with its fields. */
export const templateGroups = (
  host: ModdleElement,
  catalogue: Catalogue,
): { id: string; label: string; fields: readonly Field[] }[] => {
  const template = templateOf(host, catalogue);
  if (!template) return [];
  return template.groups
    .map(({ id, label }) => ({
      id: `template-${id}`,
      label,
      fields: template.properties
        .filter(({ group }) => group === id)
        .map((property) => parameter(property, template, host)),
    }))
    .filter(({ fields }) => fields.length > 0);
};
