import { Menu } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiagramElement } from '@/shared/bpmn/types';
import { plainType } from '@/shared/bpmn/useSpokenNode';
import type { ModelerInstance } from './editor/createModeler';
import { appendKind, APPENDED, END, FURTHER } from './editor/kinds';
import { outlineOf } from './outline';
import { reachEntry } from './panel/reach';
import { showElement } from './useProblemChoice';
import classes from './modeler.module.css';

interface Modeling {
  removeElements(elements: DiagramElement[]): void;
  connect(source: DiagramElement, target: DiagramElement): unknown;
}

interface Rules {
  allowed(action: string, context: object): { type?: string } | boolean | null;
}

interface Props {
  modeler: ModelerInstance;
}

const KINDS = [...APPENDED, ...FURTHER, END];

const mayFollow = ({ type }: DiagramElement): boolean =>
  !['bpmn:EndEvent', 'bpmn:Participant', 'bpmn:DataObjectReference'].includes(type);

interface FollowingProps extends Props {
  source: DiagramElement;
  steps: DiagramElement[];
  onAppend: (kind: (typeof KINDS)[number]) => void;
}

/** What may come after a step: something new, or one of the other steps. */
const Following = ({ modeler, source, steps, onAppend }: FollowingProps) => {
  const { t } = useTranslation('modeler');
  const modeling = modeler.get('modeling') as unknown as Modeling;
  const rules = modeler.get('rules') as Rules;
  const others = steps.filter((target) => {
    const kind = rules.allowed('connection.create', { source, target });
    return (
      typeof kind === 'object' &&
      kind?.type === 'bpmn:SequenceFlow' &&
      source !== target &&
      !source.outgoing.some((flow) => flow.target === target)
    );
  });
  return (
    <>
      {KINDS.map((kind) => (
        <Menu.Item key={kind.text} onClick={() => onAppend(kind)}>
          {t(`append.${kind.text}` as 'append.userTask')}
        </Menu.Item>
      ))}
      {others.length > 0 && <Menu.Label>{t('outline.leadTo')}</Menu.Label>}
      {others.map((target) => (
        <Menu.Item key={target.id} onClick={() => modeling.connect(source, target)}>
          {target.businessObject.name ?? target.id}
        </Menu.Item>
      ))}
    </>
  );
};

/** The steps of the model as a list: the keyboard's way to all that the canvas does with them. */
const Outline = ({ modeler }: Props) => {
  const { t } = useTranslation('modeler');
  const { t: say } = useTranslation('diagram');
  const root = (
    modeler.get('canvas') as unknown as { getRootElement(): DiagramElement }
  ).getRootElement();
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const bus = modeler.get('eventBus');
    const told = ['selection.changed', 'commandStack.changed'];
    told.forEach((event) => bus.on(event, draw));
    return () => told.forEach((event) => bus.off(event, draw));
  }, [modeler]);
  const list = useRef<HTMLUListElement>(null);
  const rows = outlineOf(root);
  const chosen = new Set(modeler.get('selection').get());

  const open = (element: DiagramElement) => {
    showElement(modeler, element.id);
    reachEntry('name');
  };
  const append = (source: DiagramElement, kind: (typeof KINDS)[number]) => {
    const made = appendKind(modeler, source, kind);
    // the canvas would ask for the name there; the panel does
    (modeler.get('directEditing') as { cancel(): void }).cancel();
    open(made);
  };
  const remove = (element: DiagramElement) => {
    (modeler.get('modeling') as unknown as Modeling).removeElements([element]);
    // its button is gone: the keyboard goes on at the head of the list
    list.current?.querySelector('button')?.focus();
  };

  return (
    <ul ref={list} className={classes.problems} aria-label={t('outline.label')}>
      <li className={classes.outlineRow}>
        <button type="button" className={classes.outlineName} onClick={() => open(root)}>
          {t('outline.whole')}
        </button>
      </li>
      {rows.map(({ element, depth }) => {
        const type = say(`type.${plainType(element.type)}` as 'type.Task', {
          defaultValue: say('type.other'),
        });
        const name = element.businessObject.name ?? element.id;
        return (
          <li
            key={element.id}
            className={classes.outlineRow}
            style={{ paddingInlineStart: 24 + 20 * depth }}
            aria-current={chosen.has(element) || undefined}
          >
            <button type="button" className={classes.outlineName} onClick={() => open(element)}>
              {name} <span className={classes.remedy}>{type}</span>
            </button>
            {mayFollow(element) && (
              // Beside the button: the mark of bpmn.io stands above it.
              <Menu position="left-end" returnFocus withInitialFocusPlaceholder={false}>
                <Menu.Target>
                  <button
                    type="button"
                    className={classes.outlineAction}
                    aria-label={t('outline.add', { name })}
                  >
                    <IconPlus size={16} aria-hidden />
                  </button>
                </Menu.Target>
                <Menu.Dropdown mah={376} style={{ overflowY: 'auto' }}>
                  <Following
                    modeler={modeler}
                    source={element}
                    steps={rows.map((row) => row.element)}
                    onAppend={(kind) => append(element, kind)}
                  />
                </Menu.Dropdown>
              </Menu>
            )}
            <button
              type="button"
              className={classes.outlineAction}
              aria-label={t('outline.remove', { name })}
              onClick={() => remove(element)}
            >
              <IconTrash size={16} aria-hidden />
            </button>
          </li>
        );
      })}
    </ul>
  );
};

export default Outline;
