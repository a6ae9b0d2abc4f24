/** The form-js editor with our fields, our keys and our palette. */
import { FormEditor } from '@bpmn-io/form-js-editor';
import type { FormSchema } from '@/shared/forms';
import { ourFields } from '@/shared/forms/viewer/modules';
import './editor.css';
import { offerFormFeel, withholdFunctions } from './feelOffers';
import { filePanel } from './filePanel';
import { panelWords } from './panelWords';

export interface EditorField {
  id: string;
  type: string;
  key?: string;
  label?: string;
  components?: EditorField[];
  _parent?: string;
  [member: string]: unknown;
}

interface Modeling {
  addFormField: (attrs: object, parent: EditorField, index: number) => EditorField;
  moveFormField: (
    field: EditorField,
    from: EditorField,
    to: EditorField,
    fromIndex: number,
    toIndex: number,
  ) => void;
  removeFormField: (field: EditorField, parent: EditorField, index: number) => void;
  editFormField: (field: EditorField, property: string, value: unknown) => void;
}
interface Selection {
  get: () => EditorField | null;
  set: (field: EditorField | null) => void;
}
interface Registry {
  get: (id: string) => EditorField | undefined;
}
interface Stack {
  canUndo: () => boolean;
  canRedo: () => boolean;
  undo: () => void;
  redo: () => void;
}

interface Place {
  field: EditorField;
  parent: EditorField;
  index: number;
}

/**
 * Give each component a row of its own where it has none.
 *
 * The library would invent other rows with every change, draw all fields anew, and take the focus from the panel.
 */
const withRows = <Parent extends { components?: unknown }>(parent: Parent): Parent => {
  const { components } = parent;
  if (!Array.isArray(components)) return parent;
  const placed = (components as Partial<EditorField>[]).map((component, index) => {
    const layout = (component.layout ?? {}) as { row?: string };
    const row = layout.row ?? `Row_${component.id ?? component.key ?? index}`;
    return withRows({ ...component, layout: { ...layout, row } });
  });
  return { ...parent, components: placed };
};

/** The editor as the page uses it; every change is one step of undo. */
export class FormBuilder {
  private readonly editor: FormEditor;
  private readonly host: HTMLElement;
  private readonly offerFunctions = withholdFunctions();
  private readonly onPaletteKey = (event: KeyboardEvent) => this.insertByKey(event);

  constructor(host: HTMLElement) {
    this.host = host;
    offerFormFeel();
    this.editor = new FormEditor({
      container: host,
      additionalModules: [ourFields, panelWords, filePanel],
      exporter: { name: 'Kontor', version: '1' },
    });
    // Before the library's own handler, which always adds at the end.
    host.addEventListener('keydown', this.onPaletteKey, true);
  }

  async show(schema: FormSchema): Promise<void> {
    await this.editor.importSchema(withRows(schema));
  }

  /** The schema as it stands; members that are ours stay. */
  read(): FormSchema {
    const schema = this.editor.saveSchema() as FormSchema;
    delete schema.exporter;
    return schema;
  }

  onChange(listener: () => void): void {
    this.editor.on('commandStack.changed', listener);
    this.editor.on('selection.changed', listener);
  }

  get stack(): Stack {
    return this.editor.get<Stack>('commandStack');
  }

  get selected(): EditorField | null {
    return this.selection.get();
  }

  /** Select the component of that id, and bring it into view. */
  choose(id: string): boolean {
    const field = this.registry.get(id);
    if (!field) return false;
    this.selection.set(field);
    const element = this.host.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    element?.scrollIntoView({ block: 'nearest' });
    element?.focus();
    return true;
  }

  /** Move the selected component among its neighbours; false where there is no room. */
  move(by: -1 | 1): boolean {
    const place = this.place();
    const count = place?.parent.components?.length ?? 0;
    if (!place || place.index + by < 0 || place.index + by >= count) return false;
    const { field, parent, index } = place;
    this.modeling.moveFormField(field, parent, parent, index, by < 0 ? index - 1 : index + 2);
    this.choose(field.id);
    return true;
  }

  remove(): boolean {
    const place = this.place();
    if (!place) return false;
    this.modeling.removeFormField(place.field, place.parent, place.index);
    return true;
  }

  /** Copy the selected component below itself; one that holds others is not copied. */
  duplicate(): boolean {
    const place = this.place();
    if (!place || place.field.components) return false;
    const { id: _id, key: _key, layout: _layout, ...rest } = place.field;
    const kept = Object.entries(rest).filter(([name]) => !name.startsWith('_'));
    const attrs = structuredClone(Object.fromEntries(kept));
    this.added(this.modeling.addFormField(attrs, place.parent, place.index + 1));
    return true;
  }

  /** Give the form another name. */
  rename(name: string): void {
    this.modeling.editFormField(this.root, 'name', name);
  }

  destroy(): void {
    this.host.removeEventListener('keydown', this.onPaletteKey, true);
    this.editor.destroy();
    this.offerFunctions();
  }

  private get modeling(): Modeling {
    return this.editor.get<Modeling>('modeling');
  }

  private get selection(): Selection {
    return this.editor.get<Selection>('selection');
  }

  private get registry(): Registry {
    return this.editor.get<Registry>('formFieldRegistry');
  }

  private get root(): EditorField {
    return (this.editor._getState() as unknown as { schema: EditorField }).schema;
  }

  private place(): Place | null {
    const field = this.selection.get();
    const parent = field?._parent ? this.registry.get(field._parent) : undefined;
    const index = parent?.components?.findIndex((other) => other.id === field?.id) ?? -1;
    return field && parent && index >= 0 ? { field, parent, index } : null;
  }

  private added(field: EditorField): void {
    this.selection.set(field);
    requestAnimationFrame(() => this.choose(field.id));
  }

  private insertByKey(event: KeyboardEvent): void {
    const { target } = event;
    const entry = target instanceof HTMLElement ? target.closest('.fjs-palette-field') : null;
    const type = entry instanceof HTMLElement ? entry.dataset.fieldType : undefined;
    if (event.key !== 'Enter' || !type) return;
    event.preventDefault();
    event.stopPropagation();
    const place = this.place();
    const parent = place?.parent ?? this.root;
    const index = place ? place.index + 1 : (parent.components?.length ?? 0);
    this.added(this.modeling.addFormField({ type }, parent, index));
  }
}
