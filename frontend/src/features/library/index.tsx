import '@/shared/library/words';
import { Button } from '@mantine/core';
import { IconPlus, IconSearch, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/shared/api';
import { listDrafts } from '@/shared/drafts';
import { DropFiles } from '@/shared/files';
import { useHotkeys } from '@/shared/hotkeys';
import { FolderBar, Inside, NothingHere, searchRows, useLibrary } from '@/shared/library';
import { fetchVersions } from '@/shared/processes';
import {
  AddressText,
  Empty,
  Failure,
  PageHead,
  RefetchBar,
  SkeletonRows,
  useTitle,
} from '@/shared/ui';
import { IMPORTED_FILES } from './importing';
import { ImportReport } from './ImportReport';
import { ProcessTable } from './ProcessTable';
import { processRows } from './rows';
import { useImport } from './useImport';
import classes from './library.module.css';

const NewEntry = lazy(() => import('@/shared/library/NewEntry'));

const POLL_MS = 15_000;

const useProcesses = (mayEdit: boolean) => {
  const versions = useQuery({
    queryKey: ['process-definitions', 'all'],
    queryFn: ({ signal }) => fetchVersions(undefined, signal),
    refetchInterval: POLL_MS,
  });
  const drafts = useQuery({
    queryKey: ['drafts'],
    queryFn: ({ signal }) => listDrafts(signal),
    enabled: mayEdit,
    refetchInterval: POLL_MS,
  });
  const rows = useMemo(
    () => processRows(versions.data ?? [], drafts.data ?? []),
    [versions.data, drafts.data],
  );
  const failed = versions.isError ? versions : drafts.isError ? drafts : null;
  const loaded = versions.data !== undefined && (!mayEdit || drafts.data !== undefined);
  return { rows, failed, loaded, fetching: versions.isFetching };
};

/** Every process one may see, with its live version, its figures and its draft. */
export const Component = () => {
  const { t } = useTranslation('library');
  useTitle(t('title'));
  const mayEdit = useMay('draft.edit');
  const mayDeploy = useMay('deployment.create');
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const { rows, failed, loaded, fetching } = useProcesses(mayEdit);
  const { importFiles, importing, told, close } = useImport(
    () => void queries.invalidateQueries({ queryKey: ['drafts'] }),
  );
  const place = useLibrary('process');
  const { text, setText } = place;
  const shown = useMemo(() => searchRows(place.here(rows), text), [rows, place, text]);
  const empty = loaded && rows.length === 0;

  useHotkeys(t('title'), [
    { keys: ['/'], label: t('search'), run: () => search.current?.focus() },
    ...(mayEdit ? [{ keys: ['n'], label: t('action.new'), run: () => setCreating(true) }] : []),
  ]);

  const body = () => {
    if (failed && !loaded) {
      return (
        <Failure title={t('failed')} error={failed.error} onRetry={() => void failed.refetch()} />
      );
    }
    if (!loaded) return <SkeletonRows />;
    if (empty) {
      return (
        <Empty
          big
          title={t('empty.title')}
          actions={mayEdit && <Button onClick={() => setCreating(true)}>{t('action.new')}</Button>}
        >
          {mayEdit ? t('empty.author') : t('empty.reader')}
        </Empty>
      );
    }
    return (
      <>
        <FolderBar place={place} mayEdit={mayEdit} />
        {shown.length === 0 ? (
          <NothingHere place={place} />
        ) : (
          <ProcessTable rows={shown} place={place} mayEdit={mayEdit} />
        )}
        <Inside text={text} />
      </>
    );
  };

  return (
    <div className={classes.page}>
      <RefetchBar active={fetching && loaded} />
      <PageHead
        title={t('title')}
        meta={loaded && !empty && t('count', { count: rows.length })}
        actions={
          <>
            {mayDeploy && (
              <Button
                component={Link}
                to="/deploy"
                variant="default"
                leftSection={<IconUpload size={16} aria-hidden />}
              >
                {t('action.deploy')}
              </Button>
            )}
            {mayEdit && (
              <Button
                leftSection={<IconPlus size={16} aria-hidden />}
                onClick={() => setCreating(true)}
              >
                {t('action.new')}
              </Button>
            )}
          </>
        }
      />
      {loaded && !empty && (
        <div className={classes.filter}>
          <AddressText
            box={search}
            aria-label={t('search')}
            placeholder={t('search')}
            leftSection={<IconSearch size={16} aria-hidden />}
            text={text}
            onText={setText}
          />
        </div>
      )}
      {body()}
      {mayEdit && loaded && (
        <div className={classes.drop}>
          <DropFiles
            onFiles={importFiles}
            label={t(importing ? 'import.busy' : 'import.choose')}
            accept={IMPORTED_FILES}
          >
            {t('import.hint')}
          </DropFiles>
        </div>
      )}
      {told && <ImportReport told={told} onClose={close} />}
      {creating && (
        <Suspense fallback={null}>
          <NewEntry
            kind="process"
            folder={place.folder}
            taken={rows}
            onClose={() => setCreating(false)}
          />
        </Suspense>
      )}
    </div>
  );
};
