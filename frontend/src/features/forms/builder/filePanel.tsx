/** @jsxImportSource preact */
/** What the editor's panel of a file field lacks: how large files may be, and how many. */
import { useState } from 'preact/hooks';
import { i18next } from '@/shared/i18n';
import type { EditorField } from './createEditor';

const MEGABYTE = 1_000_000;
const MOST_FILES = 1_000;

interface Limits {
  maxSize?: number;
  maxFiles?: number;
  [rule: string]: unknown;
}
type Edit = (field: EditorField, path: string[], value: unknown) => void;

interface EntryProps {
  id: 'maxSize' | 'maxFiles';
  field: EditorField;
  edit: Edit;
  /** How many of what is stored one of what is typed stands for. */
  unit: number;
  most: number;
}

const limitsOf = (field: EditorField): Limits => (field.validate ?? {}) as Limits;

/** A number typed into the panel; null where nothing, undefined where no such limit can hold. */
export const limitOf = (typed: string, unit: number, most: number): number | null | undefined => {
  if (typed.trim() === '') return null;
  const stored = Math.round(Number(typed.replace(',', '.')) * unit);
  return Number.isSafeInteger(stored) && stored >= 1 && stored <= most ? stored : undefined;
};

const LimitEntry = ({ id, field, edit, unit, most }: EntryProps) => {
  const [fault, setFault] = useState('');
  const stored = limitsOf(field)[id];
  const domId = `bio-properties-panel-${id}`;
  const word = (name: 'maxSize' | 'maxFiles' | 'wrong') =>
    i18next.t(`limit.${name}`, { ns: 'builder' });
  const store = (typed: string) => {
    const limit = limitOf(typed, unit, most);
    setFault(limit === undefined ? word('wrong') : '');
    if (limit === undefined || limit === (stored ?? null)) return;
    const { [id]: _before, ...others } = limitsOf(field);
    edit(field, ['validate'], limit === null ? others : { ...others, [id]: limit });
  };
  return (
    <div class={`bio-properties-panel-entry ${fault && 'has-error'}`} data-entry-id={id}>
      <div class="bio-properties-panel-textfield">
        <label for={domId} class="bio-properties-panel-label">
          {word(id)}
        </label>
        <input
          id={domId}
          name={id}
          class="bio-properties-panel-input"
          inputMode="decimal"
          autoComplete="off"
          aria-invalid={fault !== ''}
          aria-describedby={`${domId}-fault`}
          value={typeof stored === 'number' ? String(stored / unit) : ''}
          // Plain `onChange` would be heard at every key, as the editor's panel wants it.
          onChangeCapture={(event) => store(event.currentTarget.value)}
        />
      </div>
      <div id={`${domId}-fault`} class="bio-properties-panel-error" role="alert">
        {fault}
      </div>
    </div>
  );
};

interface Group {
  id: string;
  entries?: object[];
}
interface Panel {
  registerProvider: (provider: object, priority: number) => void;
}

/** Adds the limits to the group of rules, after the editor has made it. */
class FilePanel {
  constructor(panel: Panel) {
    panel.registerProvider(this, 400);
  }

  getGroups(field: EditorField | null, edit: Edit) {
    return (groups: Group[]): Group[] => {
      if (field?.type !== 'filepicker') return groups;
      const common = { field, edit, isEdited: () => false };
      const size = { id: 'maxSize', unit: MEGABYTE, most: Number.MAX_SAFE_INTEGER };
      const count = { id: 'maxFiles', unit: 1, most: MOST_FILES };
      const entries = [size, ...(field.multiple ? [count] : [])].map((one) => ({
        ...common,
        ...one,
        component: LimitEntry,
      }));
      return groups.map((group) =>
        group.id === 'validation'
          ? { ...group, entries: [...(group.entries ?? []), ...entries] }
          : group,
      );
    };
  }
}

export const filePanel = {
  __init__: ['filePanel'],
  filePanel: ['type', Object.assign(FilePanel, { $inject: ['propertiesPanel'] })],
};
