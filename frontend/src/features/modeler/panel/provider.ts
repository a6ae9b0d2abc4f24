import type { DiagramElement } from '@/shared/bpmn/types';
import { FieldEntry, isEdited, type Texts } from './FieldEntry';
import { GROUPS, type Field } from './fields';

interface Group {
  id: string;
  label: string;
  entries?: object[];
  shouldOpen?: boolean;
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: object): void;
}

/** Below the library's own provider (1000): ours sees its groups and comes after them. */
const PRIORITY = 500;
/** Order of the panel; what is not named stands between. */
const FIRST = ['general'];
const LAST = ['async', 'documentation'];

const rank = ({ id }: Group): number => {
  if (FIRST.includes(id)) return -1;
  return LAST.indexOf(id) + 1;
};

const OPEN = new Set(['assignment', 'script', 'condition', 'process']);

class KontorProperties {
  static $inject = ['propertiesPanel', 'texts'];
  private readonly texts: Texts;

  constructor(propertiesPanel: PropertiesPanel, texts: Texts) {
    this.texts = texts;
    propertiesPanel.registerProvider(PRIORITY, this);
  }

  getGroups(element: DiagramElement) {
    return (groups: Group[]): Group[] =>
      [...groups, ...this.ours(element)].sort((a, b) => rank(a) - rank(b));
  }

  private ours(element: DiagramElement): Group[] {
    return GROUPS.flatMap((group) => {
      const host = group.hostOf(element);
      if (!host) return [];
      const entries = group.fields.map((field) => this.entry(element, field, host));
      return [
        {
          id: group.id,
          label: this.texts(`group.${group.id}`),
          entries,
          shouldOpen: OPEN.has(group.id),
        },
      ];
    });
  }

  private entry(element: DiagramElement, field: Field, host: unknown) {
    return {
      id: `${element.id}-${field.id}`,
      component: FieldEntry,
      isEdited: isEdited[field.kind],
      field,
      host,
    };
  }
}

export const kontorPropertiesModule = {
  __init__: ['kontorProperties'],
  kontorProperties: ['type', KontorProperties],
};
