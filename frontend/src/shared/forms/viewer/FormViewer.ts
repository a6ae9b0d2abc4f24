/** The form-js viewer behind a small door: exact values in, only what a person changed out. */
import { Form, runUnaryTestEvaluation } from '@bpmn-io/form-js-viewer';
import { isNumber, type FieldProblem, type Json, type JsonObject } from '@/shared/api';
import { i18next } from '@/shared/i18n';
import { readNumber } from '../numbers';
import { childrenOf, withoutButtons, type FormComponent, type FormSchema } from '../schema';
import {
  heldNumber,
  intoViewer,
  outOfNumberField,
  pointerOf,
  sameValue,
  valueAt,
  type LongNumbers,
  type Path,
} from '../values';
import type { Field } from './field';
import { ourModule, type Refusals } from './modules';
import { speakAsPage, speakIn } from './speech';
import './forms.css';

interface Instance {
  id: string;
  valuePath: Path;
  indexes?: Record<string, number>;
  expressionContextInfo: object;
}
interface State {
  data: JsonObject;
  errors: JsonObject;
}
interface Instances {
  getAll: () => Instance[];
  getAllKeyed: () => Instance[];
}
type Known = Field & { readonly?: unknown; disabled?: boolean };
interface Fields {
  get: (id: string) => Known | undefined;
  getAll: () => Known[];
}
interface Paths {
  getValuePath: (field: Known) => Path;
}
type Expressions = Parameters<typeof runUnaryTestEvaluation>[0];

interface Entry {
  path: Path;
  value: Json;
  isChanged: boolean;
}

export interface Content {
  schema: FormSchema;
  /** What the server holds. */
  variables: JsonObject;
  /** What was typed before, laid over it. */
  draft?: JsonObject | null;
}

/** Write a value at a path of plain objects and lists. */
const put = (target: JsonObject, path: Path, value: Json): void => {
  let place: JsonObject | Json[] = target;
  path.forEach((step, index) => {
    const slots = place as Record<string, Json>;
    if (index === path.length - 1) {
      slots[step] = value;
      return;
    }
    const next = typeof path[index + 1] === 'number' ? [] : {};
    const there = Object.hasOwn(slots, step) ? slots[step] : undefined;
    if (typeof there !== 'object' || there === null || isNumber(there)) slots[step] = next;
    place = slots[step] as JsonObject | Json[];
  });
};

/** Lay one set of values over another; lists are taken as they are. */
const overlaid = (under: Json | undefined, over: Json): Json => {
  const isObject = (value: Json | undefined): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);
  if (!isObject(under) || !isObject(over)) return over;
  const names = Object.entries(over).map(([name, value]) => [name, overlaid(under[name], value)]);
  return { ...under, ...(Object.fromEntries(names) as JsonObject) };
};

const isInList = (path: Path): boolean => path.some((step) => typeof step === 'number');
const isUnder = (path: Path, start: Path): boolean =>
  path.length > start.length && start.every((step, index) => path[index] === step);

export class FormViewer {
  private readonly form: Form;
  private readonly container: HTMLElement;
  private readonly locale: string;
  private readonly long: LongNumbers = new Set();
  private readonly refusals: Refusals = new Map();
  private schema: FormSchema | null = null;
  /** The values as they were shown before anybody touched them. */
  private shown: JsonObject = {};

  constructor(container: HTMLElement, label: string, locale = i18next.language) {
    this.container = container;
    this.locale = locale;
    speakIn(locale);
    this.form = new Form({
      container,
      additionalModules: [ourModule(this.long, this.refusals, locale)],
      properties: { ariaLabel: label },
      // A change counts at once: what is typed must not wait when a session ends or a button is pressed.
      ...{ debounce: false },
    });
  }

  /** Draw a form with its values. */
  async show({ schema, variables, draft }: Content): Promise<void> {
    const drawn = withoutButtons(schema);
    const data = intoViewer(variables, this.long);
    await this.import(drawn, data);
    this.schema = schema;
    this.shown = structuredClone(this.state.data);
    if (draft && Object.keys(draft).length > 0) {
      const typed = intoViewer(draft, this.long);
      await this.import(drawn, overlaid(data, typed));
      this.keepAsTyped(typed);
    }
  }

  onChange(listener: () => void): void {
    this.form.on('changed', listener);
  }

  setReadOnly(readOnly: boolean): void {
    this.form.setProperty('readOnly', readOnly);
  }

  /** What the person changed, nested as the form's keys are; a list is whole. */
  changes(): JsonObject {
    const changed: JsonObject = {};
    const fields = this.editable();
    for (const { path, value, isChanged } of fields) {
      if (isChanged && !isInList(path)) put(changed, path, value);
    }
    for (const path of this.lists()) {
      const rows = this.rowsOf(path, fields);
      if (this.isListChanged(path, rows, fields)) put(changed, path, rows);
    }
    return changed;
  }

  /** Check every field and mark those that are wrong; true where none is. */
  check(): boolean {
    return Object.keys(this.form.validate()).length === 0;
  }

  /** Paths of the fields that are marked as wrong, as a form's author would write them. */
  faults(): string[] {
    return this.keyed()
      .filter(({ id, indexes }) => {
        const marked = valueAt(this.state.errors, [id, ...Object.values(indexes ?? {})]);
        return Array.isArray(marked) && marked.length > 0;
      })
      .map(({ valuePath }) => valuePath.join('.'));
  }

  /** Put refusals of the server on their fields; returns those that no field can show. */
  showRefusals(problems: readonly FieldProblem[]): FieldProblem[] {
    const fields = this.keyed();
    this.refusals.clear();
    const left = problems.filter(({ pointer, detail }) => {
      const found = fields.find(({ id, valuePath }) => {
        const place = `/variables${pointerOf(valuePath)}`;
        // One of several files is told by its place in the list.
        const isFile = this.field(id)?.type === 'filepicker';
        return pointer === place || (isFile && pointer?.startsWith(`${place}/`));
      });
      if (!found) return true;
      const place = pointerOf(found.valuePath);
      const details = [...(this.refusals.get(place)?.details ?? []), detail];
      this.refusals.set(place, { value: valueAt(this.state.data, found.valuePath), details });
      return false;
    });
    this.form.validate();
    return left;
  }

  focusFirst(faulty = false): void {
    const wanted = faulty ? '[aria-invalid=true]' : 'input, textarea, select';
    const marked = faulty ? '.fjs-has-errors :is(input, textarea, select, [tabindex])' : wanted;
    const found =
      this.container.querySelector<HTMLElement>(wanted) ??
      this.container.querySelector<HTMLElement>(marked);
    found?.focus();
  }

  /** Outcomes whose buttons the form's own conditions hide or disable now. */
  closedOutcomes(): Set<string> {
    const closed = new Set<string>();
    if (this.schema) this.collectClosed(this.schema, false, closed);
    return closed;
  }

  /** Components that the form's conditions hide now, by id. */
  hidden(): Set<string> {
    const drawn = new Set(this.instances.getAll().map(({ id }) => id));
    const all = this.form.get<Fields>('formFieldRegistry').getAll();
    return new Set(all.map(({ id }) => id).filter((id) => !drawn.has(id)));
  }

  destroy(): void {
    this.form.destroy();
    speakAsPage();
  }

  private async import(schema: FormSchema, data: Json): Promise<void> {
    await this.form.importSchema(schema, data as object);
    // Conditions would read a hidden field out of what the form began with; to the server it has no value.
    this.form._setState({ initialData: {} });
  }

  /** Put back what a number field drops of a draft: no number yet, or one as another language writes it. */
  private keepAsTyped(typed: Json): void {
    const fields = this.form.get<Fields>('formFieldRegistry').getAll();
    const data = structuredClone(this.state.data);
    for (const field of fields.filter(({ type }) => type === 'number')) {
      const path = this.form.get<Paths>('pathRegistry').getValuePath(field);
      const text = valueAt(typed, path);
      if (typeof text !== 'string' || valueAt(data, path) !== null) continue;
      const read = readNumber(text, this.locale);
      put(data, path, read === null ? text : heldNumber(read, this.long));
    }
    this.form._setState({ data });
  }

  private get state(): State {
    return this.form._getState() as unknown as State;
  }

  private get instances(): Instances {
    return this.form.get<Instances>('formFieldInstanceRegistry');
  }

  private field(id: string): Known | undefined {
    return this.form.get<Fields>('formFieldRegistry').get(id);
  }

  private keyed(): Instance[] {
    return this.instances.getAllKeyed();
  }

  private holds(expression: unknown, context: object): boolean {
    if (typeof expression !== 'string') return expression === true;
    const language = this.form.get<Expressions>('expressionLanguage');
    return runUnaryTestEvaluation(language, expression, context) === true;
  }

  /** Fields that a person may write; hidden ones have no instance. */
  private editable(): Entry[] {
    return this.keyed().flatMap(({ id, valuePath, expressionContextInfo }) => {
      const field = this.field(id);
      if (!field || field.disabled || field.type === 'expression') return [];
      if (this.holds(field.readonly, expressionContextInfo)) return [];
      const [value, before] = [this.state.data, this.shown].map((data) => {
        const held = valueAt(data, valuePath) ?? null;
        return field.type === 'number' ? outOfNumberField(held) : held;
      }) as [Json, Json];
      return [{ path: valuePath, value, isChanged: !sameValue(value, before) }];
    });
  }

  private lists(): Path[] {
    return this.instances
      .getAll()
      .filter(({ id, valuePath }) => {
        const field = this.field(id);
        return field?.type === 'dynamiclist' && !field.disabled && !isInList(valuePath);
      })
      .map(({ valuePath }) => valuePath);
  }

  private rowsOf(list: Path, fields: Entry[]): Json[] {
    const there = valueAt(this.state.data, list);
    const holder: JsonObject = {};
    put(holder, ['rows'], Array.isArray(there) ? there.map(() => ({})) : []);
    for (const { path, value } of fields) {
      if (isUnder(path, list)) put(holder, ['rows', ...path.slice(list.length)], value);
    }
    return holder.rows as Json[];
  }

  private isListChanged(list: Path, rows: Json[], fields: Entry[]): boolean {
    const before = valueAt(this.shown, list);
    if (!Array.isArray(before) || before.length !== rows.length) return true;
    return fields.some(({ path, isChanged }) => isChanged && isUnder(path, list));
  }

  private collectClosed(parent: JsonObject, isClosed: boolean, closed: Set<string>): void {
    const data = this.state.data;
    const context = { data, this: data, parent: null, i: [] };
    for (const component of childrenOf(parent)) {
      const closes = isClosed || this.closes(component, context);
      const value = component.properties as { outcome?: string } | undefined;
      if (closes && component.type === 'button' && value?.outcome) closed.add(value.outcome);
      this.collectClosed(component, closes, closed);
    }
  }

  private closes(component: FormComponent, context: object): boolean {
    const conditional = component.conditional as { hide?: unknown } | undefined;
    return component.disabled === true || this.holds(conditional?.hide, context);
  }
}
