import { ListGroup as ListGroupWidget } from '@bpmn-io/properties-panel';
import type { DiagramElement, EventBus, ModdleElement } from '@/shared/bpmn/types';
import type { BpmnFactory, Command } from './commands';
import { mayCall, serviceFields, templateGroups, type Catalogue } from './connectors';
import { CalledProcess, CalledVersion } from './CalledProcess';
import { FieldEntry, isEdited } from './FieldEntry';
import type { Drawing, Field, Further, ListGroup, Texts } from './field';
import { GROUPS } from './fields';
import { LISTS } from './lists';
import { entryOf, placeProblems } from './placing';
import { ProblemNotes } from './ProblemNotes';
import { reachEntry } from './reach';
import { TimerFirings } from './TimerFirings';
import { TimerParts } from './TimerParts';
import type { Finding } from '@/shared/library/findings';

interface Group {
  id: string;
  label: string;
  entries?: Entry[];
  shouldOpen?: boolean;
}

/** An entry of the library, or one of ours, which has a field. */
interface Entry {
  id: string;
  field?: Field;
  host?: ModdleElement;
}

/** A field that draws itself says what is wrong with it. */
const speaksForItself = ({ field }: Entry): boolean => field?.drawnBy !== undefined;

/** What is missing is said by the field at once, in words of its own. */
const saysMissing = ({ field, host }: Entry): boolean =>
  Boolean(field?.required && host && !field.read(host));

/** What the server says of the model; empty until it has answered. */
export interface Findings {
  problems: readonly Finding[];
  /** Whose field is to be shown as soon as the panel has it. */
  wanted?: Finding | undefined;
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: object): void;
}

interface CommandStack {
  execute(name: string, commands: Command[]): void;
}

/** They run inside the panel's own Preact. */
const DRAWINGS: Record<Drawing, unknown> = {
  timerParts: TimerParts,
  timerFirings: TimerFirings,
  calledProcess: CalledProcess,
  calledVersion: CalledVersion,
};

/** Below the library's own provider (1000): ours sees its groups and comes after them. */
const PRIORITY = 500;
/** Order of the panel; what is not named stands between. */
const FIRST = ['general'];
const LAST = [
  'inputs',
  'outputs',
  'retry',
  'async',
  'compensation',
  'correlationParts',
  'correlationKeys',
  'correlationPaths',
  'correlationData',
  'messages',
  'globalTasks',
  'data',
  'ownData',
  'dataInputs',
  'dataInputAssociations',
  'dataOutputs',
  'dataOutputAssociations',
  'assignments',
  'inputSets',
  'outputSets',
  'loopData',
  'documentation',
  'extensionProperties',
];
/** Groups of the library for which there are better ones of ours. */
const REPLACED = new Set([
  'adHocCompletion',
  'compensation',
  'error',
  'escalation',
  'link',
  'message',
  'multiInstance',
  'signal',
  'timer',
]);

const rank = ({ id }: Group): number => {
  if (FIRST.includes(id)) return -1;
  return LAST.indexOf(id) + 1;
};

const OPEN = new Set([
  'assignment',
  'called',
  'compensate',
  'condition',
  'error',
  'escalation',
  'event',
  'link',
  'message',
  'process',
  'publish',
  'script',
  'service',
  'signal',
  'subscription',
  'timer',
  'triggers',
]);
const isOpen = (id: string): boolean => OPEN.has(id) || id.startsWith('template-');

class KontorProperties {
  static $inject = [
    'propertiesPanel',
    'texts',
    'catalogue',
    'commandStack',
    'bpmnFactory',
    'findings',
    'eventBus',
    'further',
  ];
  private readonly texts: Texts;
  private readonly catalogue: Catalogue;
  private readonly commandStack: CommandStack;
  private readonly factory: BpmnFactory;
  private readonly findings: Findings;
  private readonly eventBus: EventBus;
  private readonly further: Further;

  // the library hands its services over one by one
  constructor(
    propertiesPanel: PropertiesPanel,
    texts: Texts,
    catalogue: Catalogue,
    commandStack: CommandStack,
    factory: BpmnFactory,
    findings: Findings,
    eventBus: EventBus,
    further: Further,
  ) {
    this.texts = texts;
    this.catalogue = catalogue;
    this.commandStack = commandStack;
    this.factory = factory;
    this.findings = findings;
    this.eventBus = eventBus;
    this.further = further;
    propertiesPanel.registerProvider(PRIORITY, this);
  }

  getGroups(element: DiagramElement) {
    return (groups: Group[]): Group[] => {
      const all = [
        ...groups
          .filter(({ id }) => !REPLACED.has(id))
          .map((group) => ({ ...group, shouldOpen: isOpen(group.id) })),
        ...this.service(element),
        ...this.ours(element),
        ...this.lists(element),
      ].sort((a, b) => rank(a) - rank(b));
      return [...this.problems(element, all), ...all];
    };
  }

  /** Put what the server says beside its fields; return what is left as a group. */
  private problems(element: DiagramElement, groups: readonly Group[]): Group[] {
    const id = element.labelTarget?.id ?? element.id;
    const problems = this.findings.problems.filter(({ element_id }) => element_id === id);
    const entries = new Map(
      groups
        .flatMap((group) => group.entries ?? [])
        .filter((entry) => !speaksForItself(entry))
        .map((entry) => [entry.field?.id ?? entry.id, entry.id]),
    );
    const { errors, rest } = placeProblems(problems, entries);
    this.reachWanted(problems, entries);
    // the panel is being drawn just now: it takes its errors afterwards
    queueMicrotask(() => this.eventBus.fire('propertiesPanel.setErrors', { errors }));
    for (const group of groups)
      if (group.entries?.some((entry) => entry.id in errors)) group.shouldOpen = true;
    for (const entry of groups.flatMap((group) => group.entries ?? []))
      if (saysMissing(entry)) delete errors[entry.id];
    if (rest.length === 0) return [];
    const label = this.texts('panelProblems');
    return [{ id: 'problems', label, component: ProblemNotes, problems: rest } as Group];
  }

  /** Unfold the field of the problem that was chosen, and go there. */
  private reachWanted(problems: readonly Finding[], entries: ReadonlyMap<string, string>): void {
    const { wanted } = this.findings;
    if (!wanted || !problems.includes(wanted)) return;
    this.findings.wanted = undefined;
    const entry = entryOf(wanted, entries);
    if (entry !== undefined) reachEntry(entry);
  }

  private ours(element: DiagramElement): Group[] {
    return [...GROUPS, ...this.further.groups].flatMap(({ id, hostOf, fields }) => {
      const host = hostOf(element);
      return host ? [this.group(element, host, { id, fields })] : [];
    });
  }

  /** What is called, and the groups that its template describes. */
  private service(element: DiagramElement): Group[] {
    if (element.labelTarget || !mayCall(element.type)) return [];
    const host = element.businessObject;
    const call = { id: 'service', fields: serviceFields(this.catalogue) };
    return [call, ...templateGroups(host, this.catalogue)].map((group) =>
      this.group(element, host, group),
    );
  }

  private group(
    element: DiagramElement,
    host: ModdleElement,
    { id, label, fields }: { id: string; label?: string; fields: readonly Field[] },
  ): Group {
    return {
      id,
      label: label ?? this.texts(`group.${id}`),
      entries: this.entries(element.id, fields, host),
      shouldOpen: isOpen(id),
    };
  }

  private entries(prefix: string, fields: readonly Field[], host: ModdleElement) {
    return fields
      .filter((field) => field.isShown?.(host) ?? true)
      .map((field) => ({
        id: `${prefix}-${field.id}`,
        component: field.drawnBy ? DRAWINGS[field.drawnBy] : FieldEntry,
        isEdited: field.drawnBy ? () => false : isEdited[field.kind],
        field,
        host,
      }));
  }

  private lists(element: DiagramElement): Group[] {
    return [...LISTS, ...this.further.lists].flatMap((list) => {
      const host = list.hostOf(element);
      return host ? [this.list(element, host, list)] : [];
    });
  }

  private list(element: DiagramElement, host: ModdleElement, list: ListGroup): Group {
    const place = { element, host, factory: this.factory };
    const { add, remove } = list;
    const run = (commands: Command[]) =>
      this.commandStack.execute('properties-panel.multi-command-executor', commands);
    // the head of a list folds it when clicked: its buttons must not
    const on = (act: () => void) => (event: Event) => {
      event.stopPropagation();
      act();
    };
    const items = list.items(host).map((item, index) => {
      const id = `${element.id}-${list.id}-${index.toString()}`;
      return {
        id,
        label: list.nameOf(item, this.texts) || this.texts('list.unnamed'),
        entries: this.entries(id, list.fields, item),
        autoFocusEntry: `${id}-${list.fields[0]?.id ?? ''}`,
        ...(remove && { remove: on(() => run(remove(place, item))) }),
      };
    });
    return {
      id: list.id,
      label: this.texts(`group.${list.id}`),
      component: ListGroupWidget,
      items,
      shouldOpen: isOpen(list.id),
      ...(add && { add: on(() => run(add(place))) }),
    } as Group;
  }
}

export const kontorPropertiesModule = {
  __init__: ['kontorProperties'],
  kontorProperties: ['type', KontorProperties],
};
