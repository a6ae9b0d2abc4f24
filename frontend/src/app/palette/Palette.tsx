import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconInbox,
  IconPlayerPlay,
  IconSearch,
  IconStack2,
  IconSunMoon,
} from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMe } from '@/shared/api';
import { Kbd } from '@/shared/ui';
import { VIEWS } from '@/shared/tasks';
import { entriesFor } from '../navigation';
import { useThemeStep } from '../ThemeSwitch';
import { filterItems, recentIds, remember, type PaletteItem } from './items';
import classes from './Palette.module.css';
import { useFound, useStartable } from './useFound';

const useFixedItems = (): PaletteItem[] => {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { step } = useThemeStep();
  const startable = useStartable().data?.items ?? [];
  const go = (to: string) => () => void navigate(to);
  const [pages, actions] = [t('palette.pages'), t('palette.actions')];
  return [
    ...entriesFor(me).map((e) => ({
      id: e.to,
      group: pages,
      label: t(`nav.${e.name}`),
      icon: e.icon,
      keys: e.keys,
      run: go(e.to),
    })),
    ...VIEWS.map((view) => ({
      id: `view-${view}`,
      group: pages,
      label: t(`view.${view}`),
      detail: t('nav.inbox'),
      icon: IconInbox,
      run: go(`/inbox/${view}`),
    })),
    ...startable.map((definition) => ({
      id: `start-${definition.key}`,
      group: actions,
      label: t('palette.startProcess', {
        name: definition.name || definition.key,
      }),
      icon: IconPlayerPlay,
      run: go(`/start/${encodeURIComponent(definition.key)}`),
    })),
    { id: 'theme', group: actions, label: t('palette.switchTheme'), icon: IconSunMoon, run: step },
  ];
};

const useFoundItems = (query: string) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [settled] = useDebouncedValue(query, 150);
  const found = useFound(settled);
  const detail = (name: string | null, key: string | null) =>
    [name, key].filter(Boolean).join(' · ');
  const tasks = (found.data?.tasks ?? []).map((task) => ({
    id: task.id,
    group: t('palette.tasks'),
    label: task.name ?? task.activity_id,
    detail: detail(task.definition_name ?? task.definition_key, task.business_key),
    icon: IconInbox,
    run: () => void navigate(`/inbox/${task.assignee ? 'mine' : 'groups'}/${task.id}`),
  }));
  const instances = (found.data?.instances ?? []).map((instance) => ({
    id: instance.id,
    group: t('palette.instances'),
    label: instance.business_key ?? instance.id,
    detail: detail(
      instance.definition_name ?? instance.definition_key,
      t(`state.${instance.state === 'active' ? 'running' : instance.state}`),
    ),
    icon: IconStack2,
    run: () => void navigate(`/instances/${instance.id}`),
  }));
  return {
    items: query.trim().length > 1 ? [...tasks, ...instances] : [],
    busy: found.isFetching,
    failed: found.isError,
  };
};

const recentFirst = (items: PaletteItem[]): PaletteItem[] => {
  const recent = recentIds();
  const place = (item: PaletteItem) =>
    recent.includes(item.id) ? recent.indexOf(item.id) : recent.length;
  return items.toSorted((a, b) => a.group.localeCompare(b.group) * -1 || place(a) - place(b));
};

/** One box for pages, actions, tasks and instances. */
const Palette = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const fixed = filterItems(recentFirst(useFixedItems()), query);
  const found = useFoundItems(query);
  const items = [...fixed, ...found.items];
  const at = Math.min(chosen, items.length - 1);

  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    remember(item.id);
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((at + step + items.length) % Math.max(1, items.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(items[at]);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size={560}
      yOffset={96}
      padding={0}
      radius="lg"
      aria-label={t('palette.title')}
      transitionProps={{ duration: 0 }}
    >
      <div className={classes.box}>
        <IconSearch size={18} aria-hidden />
        <input
          data-autofocus
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          placeholder={t('palette.placeholder')}
          aria-label={t('palette.title')}
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={items[at] ? `${list}-${at}` : undefined}
        />
      </div>
      <div role="listbox" id={list} aria-label={t('palette.title')} className={classes.list}>
        {items.map((item, index) => (
          <Row
            key={`${item.group}/${item.id}`}
            item={item}
            first={items[index - 1]?.group !== item.group}
            id={`${list}-${index}`}
            chosen={index === at}
            onRun={run}
          />
        ))}
      </div>
      <p className={classes.note} role="status">
        {found.failed && t('palette.failed')}
        {!found.failed &&
          items.length === 0 &&
          (found.busy ? t('palette.searching') : t('palette.nothing', { query }))}
      </p>
    </Modal>
  );
};

interface RowProps {
  item: PaletteItem;
  first: boolean;
  id: string;
  chosen: boolean;
  onRun: (item: PaletteItem) => void;
}

const Row = ({ item, first, id, chosen, onRun }: RowProps) => (
  <>
    {first && (
      <div className={classes.group} role="presentation">
        {item.group}
      </div>
    )}
    {/* The box above keeps the focus and handles the keys; a row only answers the pointer. */}
    {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events */}
    <div
      role="option"
      id={id}
      tabIndex={-1}
      aria-selected={chosen}
      className={classes.row}
      ref={(node) => {
        if (chosen) node?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={() => onRun(item)}
    >
      {item.icon && <item.icon size={16} stroke={1.6} aria-hidden />}
      <span className={classes.label}>{item.label}</span>
      {item.detail && <span className={classes.detail}>{item.detail}</span>}
      {item.keys && <Kbd keys={item.keys} />}
    </div>
  </>
);

export default Palette;
