/** Who may work with a form: whom the models name at the tasks and starts that show it. */

export interface Person {
  id: string;
  who: string;
  /** The task, null where the form starts the process. */
  task: string | null;
  process: string;
  /** Whether the name is a group's. */
  isGroup: boolean;
}

/** Somebody of the tenant; groups are null for who is a group. */
export interface Other {
  name: string;
  groups: readonly string[] | null;
}

const ASSIGNED = ['assignee', 'candidateUsers', 'candidateGroups'] as const;
const STARTERS = ['candidateStarterUsers', 'candidateStarterGroups'] as const;

const children = (element: Element | null, name: string): Element[] =>
  [...(element?.children ?? [])].filter(({ localName }) => localName === name);

const extension = (element: Element, name: string): Element | null =>
  children(children(element, 'extensionElements')[0] ?? null, name)[0] ?? null;

/** A list of names, or one expression as it is written. */
const namesIn = (element: Element | null, attributes: readonly string[]) =>
  attributes.flatMap((attribute) => {
    const text = element?.getAttribute(attribute)?.trim() ?? '';
    const names = text.startsWith('=') ? [text] : text.split(',').map((name) => name.trim());
    return names.map((who) => ({ who, isGroup: attribute.endsWith('Groups') }));
  });

const titleOf = (element: Element): string =>
  element.getAttribute('name') || element.getAttribute('id') || '';

const processOf = ({ parentElement }: Element): Element | null =>
  parentElement === null || parentElement.localName === 'process'
    ? parentElement
    : processOf(parentElement);

/** Everybody whom one model names for a form, once each. */
export const peopleIn = (model: string, key: string): Person[] => {
  const document = new DOMParser().parseFromString(model, 'application/xml');
  const shows = (element: Element) => extension(element, 'formRef')?.getAttribute('key') === key;
  const people = [...document.getElementsByTagName('*')].flatMap((element) => {
    const isStart = element.localName === 'startEvent';
    const process = processOf(element);
    if (!process || (!isStart && element.localName !== 'userTask') || !shows(element)) return [];
    const names = isStart
      ? namesIn(extension(process, 'process'), STARTERS)
      : namesIn(extension(element, 'assignment'), ASSIGNED);
    const task = isStart ? null : titleOf(element);
    return names
      .filter(({ who }) => who !== '')
      .map(({ who, isGroup }) => ({
        id: `${titleOf(process)} ${task ?? ''} ${who}`,
        who,
        task,
        process: titleOf(process),
        isGroup,
      }));
  });
  return [...new Map(people.map((one) => [one.id, one])).values()];
};

/** By what a model names somebody: by their own name, or by a group they are in. */
export const namedFor = (people: readonly Person[], { name, groups }: Other): Person | undefined =>
  people.find(({ who, isGroup }) =>
    isGroup ? (groups ?? [name]).includes(who) : groups !== null && who === name,
  );
