import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconFolder } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { number } from '@/shared/format';
import { wayTo, type Subfolder } from './folders';
import { MoveFolderDialog } from './MoveDialog';
import type { LibraryPlace } from './useLibrary';
import classes from './library.module.css';

/** The way to the folder that is open. */
const Way = ({ folder, linkTo }: Pick<LibraryPlace, 'folder' | 'linkTo'>) => {
  const { t } = useTranslation('library');
  if (folder === '') return null;
  const steps = wayTo(folder);
  return (
    <nav className={classes.way} aria-label={t('folder.way')}>
      <Link to={linkTo('')}>{t('folder.top')}</Link>
      {steps.map(({ name, path }, index) => (
        <span key={path}>
          <span aria-hidden>/</span>
          {index === steps.length - 1 ? (
            <span aria-current="page">{name}</span>
          ) : (
            <Link to={linkTo(path)}>{name}</Link>
          )}
        </span>
      ))}
    </nav>
  );
};

interface FolderProps {
  folder: Subfolder;
  linkTo: LibraryPlace['linkTo'];
  onMove: (() => void) | null;
}

const Folder = ({ folder: { path, name, count }, linkTo, onMove }: FolderProps) => {
  const { t } = useTranslation('library');
  return (
    <li className={classes.folder}>
      <Link to={linkTo(path)}>
        <IconFolder size={18} aria-hidden />
        <span>{name}</span>
        <span className={classes.count} aria-label={t('folder.count', { count })}>
          {number(count)}
        </span>
      </Link>
      {onMove && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('folder.actsOf', { name })}>
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={onMove}>{t('folder.rename')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
};

/** Where in the library one is, and the folders that lie there. */
export const FolderBar = ({ place, mayEdit }: { place: LibraryPlace; mayEdit: boolean }) => {
  const { t } = useTranslation('library');
  const [moving, setMoving] = useState<string | null>(null);
  const { folder, folders, linkTo, choices } = place;
  return (
    <>
      <Way folder={folder} linkTo={linkTo} />
      {folders.length > 0 && (
        <ul className={classes.folders} aria-label={t('folder.list')}>
          {folders.map((one) => (
            <Folder
              key={one.path}
              folder={one}
              linkTo={linkTo}
              onMove={mayEdit ? () => setMoving(one.path) : null}
            />
          ))}
        </ul>
      )}
      {moving !== null && (
        <MoveFolderDialog folder={moving} choices={choices} onClose={() => setMoving(null)} />
      )}
    </>
  );
};
