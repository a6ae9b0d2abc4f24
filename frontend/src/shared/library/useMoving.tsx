import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHotkeys } from '@/shared/hotkeys';
import { MoveDialog } from './MoveDialog';
import type { LibraryPlace } from './useLibrary';
import classes from './library.module.css';

export interface Movable {
  /** Key of what is moved. */
  place: string;
  name: string;
}

/** The row of a table in which the focus is, by the key that the row carries. */
const focusedRow = (): string | null =>
  document.activeElement?.closest('[data-place]')?.getAttribute('data-place') ?? null;

/** What moves rows to another folder: a menu in each row, a key, and the dialog of both. */
export const useMoving = (place: LibraryPlace, rows: readonly Movable[], mayEdit: boolean) => {
  const { t } = useTranslation('library');
  const [moving, setMoving] = useState<Movable | null>(null);
  const move = mayEdit ? setMoving : null;
  useHotkeys(
    t('folder.keys'),
    move
      ? [
          {
            keys: ['m'],
            label: t('move.key'),
            run: () => move(rows.find((row) => row.place === focusedRow()) ?? null),
          },
        ]
      : [],
  );
  const dialog = moving && (
    <MoveDialog
      entry={{ kind: place.kind, key: moving.place }}
      name={moving.name}
      folder={place.folderOf(moving.place)}
      choices={place.choices}
      onClose={() => setMoving(null)}
    />
  );
  return { move, dialog };
};

/** What can be done with a row beside opening it. */
export const RowMenu = ({ row, onMove }: { row: Movable; onMove: (row: Movable) => void }) => {
  const { t } = useTranslation('library');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          className={classes.acts}
          variant="subtle"
          color="gray"
          aria-label={t('actsOf', { name: row.name })}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onMove(row)}>{t('move.open')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
