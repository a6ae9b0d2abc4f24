import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconSearch,
  IconStack2,
} from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHotkeys } from '@/shared/hotkeys';
import classes from './instance.module.css';
import { LAYERS, type Layer } from './layers';

const FindStep = lazy(() => import('./FindStep'));

interface Props {
  /** Of the model, once it is there. */
  xml: string | undefined;
  onFound: (id: string) => void;
  layers: { shown: ReadonlySet<Layer>; turn: (layer: Layer) => void };
  full: { isFull: boolean; turn: () => void };
  /** Whether the diagram shows another moment than now. */
  isPast: boolean;
}

/** What can be done with the diagram: find a step, choose the layers, fill the window. */
export const DiagramTools = ({ xml, onFound, layers, full, isPast }: Props) => {
  const { t } = useTranslation('instance');
  const [finds, setFinds] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const fullLabel = t(full.isFull ? 'diagram.leaveFull' : 'diagram.full');
  const find = {
    keys: ['Mod+f'],
    label: t('diagram.find'),
    whileTyping: true,
    run: () => setFinds(true),
  };
  useHotkeys(t('diagram.keys'), [
    // Pressed once more it is the browser's own search.
    ...(xml && !finds ? [find] : []),
    { keys: full.isFull ? ['f', 'Escape'] : ['f'], label: fullLabel, run: full.turn },
  ]);
  const close = () => {
    setFinds(false);
    button.current?.focus();
  };
  return (
    <div className={classes.tools}>
      {finds && xml && (
        <Suspense fallback={null}>
          <FindStep
            xml={xml}
            onFound={(id) => {
              onFound(id);
              close();
            }}
            onClose={close}
            onLeave={() => setFinds(false)}
          />
        </Suspense>
      )}
      <ActionIcon
        ref={button}
        variant="default"
        aria-label={t('diagram.find')}
        title={t('diagram.find')}
        aria-keyshortcuts="Control+F"
        aria-expanded={finds}
        disabled={!xml}
        onClick={() => setFinds(true)}
      >
        <IconSearch size={16} />
      </ActionIcon>
      <Layers {...layers} isPast={isPast} />
      <ActionIcon
        variant="default"
        aria-label={fullLabel}
        title={fullLabel}
        aria-keyshortcuts="f"
        onClick={full.turn}
      >
        {full.isFull ? <IconArrowsMinimize size={16} /> : <IconArrowsMaximize size={16} />}
      </ActionIcon>
    </div>
  );
};

/** They tell of now, so that another moment is shown without them. */
const OF_NOW: readonly Layer[] = ['order', 'durations', 'data'];

const Layers = ({ shown, turn, isPast }: Props['layers'] & Pick<Props, 'isPast'>) => {
  const { t } = useTranslation('instance');
  return (
    <Menu
      position="bottom-end"
      width={220}
      closeOnItemClick={false}
      // What takes the focus at first otherwise is no item, as a menu may only have.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t('diagram.layers')} title={t('diagram.layers')}>
          <IconStack2 size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LAYERS.map((layer) => (
          <Menu.CheckboxItem
            key={layer}
            checked={shown.has(layer)}
            disabled={isPast && OF_NOW.includes(layer)}
            onChange={() => turn(layer)}
          >
            {t(`diagram.layer.${layer}`)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
