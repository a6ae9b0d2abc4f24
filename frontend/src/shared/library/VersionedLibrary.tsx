import './words';
import { Button } from '@mantine/core';
import { IconPencil, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/shared/api';
import { listDrafts } from '@/shared/drafts';
import { moment, useNow } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import {
  AddressText,
  Empty,
  explain,
  Failure,
  PageHead,
  SkeletonRows,
  StateBadge,
  useTitle,
} from '@/shared/ui';
import classes from '@/shared/ui/versionedList.module.css';
import { addressOf, fetchNewest, type VersionedKind } from './api';
import { FolderBar } from './FolderBar';
import { Inside } from './Inside';
import { useLibrary, type LibraryPlace } from './useLibrary';
import { RowMenu, useMoving, type Movable } from './useMoving';
import { EDITORS, useOpenEntry } from './useOpenEntry';
import { searchRows, versionedRows, type VersionedRow } from './versionedRows';

const NewEntry = lazy(() => import('./NewEntry'));

const POLL_MS = 15_000;

const useRows = (kind: VersionedKind) => {
  const versions = useQuery({
    queryKey: [`${kind}s`, 'newest'],
    queryFn: ({ signal }) => fetchNewest(kind, signal),
    refetchInterval: POLL_MS,
  });
  const drafts = useQuery({
    queryKey: ['drafts', kind],
    queryFn: ({ signal }) => listDrafts(signal, kind),
    refetchInterval: POLL_MS,
  });
  const rows = useMemo(
    () => (versions.data && drafts.data ? versionedRows(versions.data, drafts.data) : null),
    [versions.data, drafts.data],
  );
  return { rows, failed: versions.isError ? versions : drafts.isError ? drafts : null };
};

interface Props {
  kind: VersionedKind;
}

/** Every form, or every decision, with its live version, its drafts and its folder. */
export const VersionedLibrary = ({ kind }: Props) => {
  const { t } = useTranslation('library');
  useTitle(t(`of.${kind}.title`));
  const mayEdit = useMay('draft.edit');
  const found = useRows(kind);
  const { rows } = found;
  const place = useLibrary(kind);
  const [creating, setCreating] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useHotkeys(t(`of.${kind}.title`), [
    { keys: ['/'], label: t('search'), run: () => box.current?.focus() },
    ...(mayEdit ? [{ keys: ['n'], label: t(`of.${kind}.new`), run: () => setCreating(true) }] : []),
  ]);
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t(`of.${kind}.new`)}
    </Button>
  );
  return (
    <div className={classes.page}>
      <PageHead
        title={t(`of.${kind}.title`)}
        meta={rows && rows.length > 0 && t(`of.${kind}.count`, { count: rows.length })}
        actions={rows?.length === 0 ? undefined : add}
      />
      <Listed kind={kind} found={found} add={add} place={place} box={box} mayEdit={mayEdit} />
      <Suspense fallback={null}>
        {creating && (
          <NewEntry
            kind={kind}
            folder={place.folder}
            taken={rows ?? []}
            onClose={() => setCreating(false)}
          />
        )}
      </Suspense>
    </div>
  );
};

interface ListedProps extends Props {
  found: ReturnType<typeof useRows>;
  add: ReactNode;
  place: LibraryPlace;
  box: RefObject<HTMLInputElement | null>;
  mayEdit: boolean;
}

/** The rows, or what is there instead of them. */
const Listed = ({ kind, found: { rows, failed }, add, place, box, mayEdit }: ListedProps) => {
  const { t } = useTranslation('library');
  if (!rows && failed) {
    return (
      <Failure
        title={t(`of.${kind}.failed`)}
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!rows) return <SkeletonRows />;
  if (rows.length === 0) {
    return (
      <Empty big title={t(`of.${kind}.empty`)} actions={add}>
        {t(`of.${kind}.emptyText`)}
      </Empty>
    );
  }
  const { text, setText } = place;
  return (
    <>
      <div className={classes.filter}>
        <AddressText
          box={box}
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          text={text}
          onText={setText}
        />
      </div>
      <FolderBar place={place} mayEdit={mayEdit} />
      <Table
        kind={kind}
        rows={searchRows(place.here(rows), text)}
        place={place}
        mayEdit={mayEdit}
      />
      <Inside text={text} />
    </>
  );
};

interface TableProps extends Pick<ListedProps, 'kind' | 'place' | 'mayEdit'> {
  rows: readonly VersionedRow[];
}

const Table = ({ kind, rows, place, mayEdit }: TableProps) => {
  const { t } = useTranslation('library');
  const { move, dialog } = useMoving(place, rows, mayEdit);
  if (rows.length === 0) return <NothingHere place={place} />;
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t(`of.${kind}.one`)}</th>
            <th scope="col">{t('column.version')}</th>
            <th scope="col">{t('column.deployed')}</th>
            <th scope="col">{t('column.draft')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.place}
              kind={kind}
              row={row}
              folder={place.text ? place.folderOf(row.place) : ''}
              onMove={move}
            />
          ))}
        </tbody>
      </table>
      {dialog}
    </>
  );
};

/** A folder without models of this kind, or a search that finds no name. */
export const NothingHere = ({ place }: { place: LibraryPlace }) => {
  const { t } = useTranslation('library');
  const { text, setText, folder, folders, linkTo } = place;
  if (text) {
    return (
      <Empty
        title={t('nothing.title', { text })}
        actions={
          <Button size="xs" variant="default" onClick={() => setText('')}>
            {t('nothing.clear')}
          </Button>
        }
      />
    );
  }
  // At the top, or where there are folders only, there is something to choose.
  if (folder === '' || folders.length > 0) return null;
  return (
    <Empty
      title={t('folder.empty', { folder })}
      actions={
        <Button component={Link} to={linkTo('')} size="xs" variant="default">
          {t('folder.toTop')}
        </Button>
      }
    />
  );
};

interface RowProps extends Props {
  row: VersionedRow;
  folder: string;
  onMove: ((row: Movable) => void) | null;
}

const Row = ({ kind, row, folder, onMove }: RowProps) => {
  const { t } = useTranslation('library');
  const now = useNow();
  const open = useOpenEntry(kind);
  const [draft] = row.drafts;
  return (
    <tr data-place={row.place}>
      <th scope="row">
        {row.live ? (
          <Link className={classes.name} to={addressOf(kind, row.live.key)}>
            {row.name}
          </Link>
        ) : (
          <span className={classes.name}>{row.name}</span>
        )}
        <span className={classes.key}>
          {row.key}
          {folder && ` · ${folder}`}
        </span>
        {open.error && <span role="alert">{explain(open.error)}</span>}
      </th>
      <td>
        {row.live ? (
          <StateBadge state="completed">
            {t('versionLive', { version: row.live.version })}
          </StateBadge>
        ) : (
          <span className={classes.quiet}>{t('draftOnly')}</span>
        )}
      </td>
      <td className={classes.quiet}>
        {row.live && moment(new Date(row.live.deployed_at), now)}
        {row.live?.deployed_by && ` · ${row.live.deployed_by}`}
      </td>
      <td>
        {draft && (
          <Link className={classes.draft} to={`${EDITORS[kind]}/${draft.id}`}>
            <IconPencil size={14} aria-hidden />
            {moment(new Date(draft.updated_at), now)}
          </Link>
        )}
      </td>
      <td className={classes.acts}>
        <Button
          size="xs"
          variant="default"
          loading={open.isPending}
          aria-label={t('action.editNamed', { name: row.name })}
          onClick={() => open.mutate(row)}
        >
          {t('action.edit')}
        </Button>
        {onMove && <RowMenu row={row} onMove={onMove} />}
      </td>
    </tr>
  );
};
