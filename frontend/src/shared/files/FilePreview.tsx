import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { Empty, explain, SkeletonRows } from '@/shared/ui';
import classes from './preview.module.css';
import { contentOf, isPdf, previewOf, type FileState, type Shown } from './preview';

// Half a megabyte that few pages need.
const PdfPages = lazy(() => import('./PdfPages'));

interface Props {
  /** Nothing is shown where it is null; the dialog stays, so that focus goes back to who opened it. */
  file: Shown | null;
  onClose: () => void;
}

/** A picture or a PDF, looked at without leaving the page. */
export const FilePreview = ({ file, onClose }: Props) => (
  <Modal
    opened={file !== null}
    onClose={onClose}
    title={file?.name}
    size="min(960px, 96vw)"
    centered
  >
    {file && <ShownFile key={file.id} file={file} />}
  </Modal>
);

/** Why a file is not shown: it waits for the scanner, is gone, or holds what no browser draws. */
const useReason = (id: string, isBroken: boolean) =>
  useQuery({
    queryKey: ['files', id],
    queryFn: ({ signal }) => api.get<{ state: FileState }>(`/files/${id}`, { signal }),
    enabled: isBroken,
    gcTime: 0,
  });

const ShownFile = ({ file }: { file: Shown }) => {
  const { t } = useTranslation();
  const [isBroken, setBroken] = useState(false);
  const { data, error, isLoading } = useReason(file.id, isBroken);
  const state = data?.state ?? 'ready';
  if (isLoading) return <SkeletonRows rows={2} height={48} />;
  if (error) return <Empty title={t('preview.notYet')}>{explain(error)}</Empty>;
  if (state !== 'ready')
    return <Empty title={t('preview.notYet')}>{t(`preview.state.${state}`)}</Empty>;
  return (
    <>
      <div className={classes.body}>
        {isBroken ? (
          <Empty title={t('preview.failed')}>{t('preview.failedText')}</Empty>
        ) : isPdf(file.media_type) ? (
          <Suspense fallback={<SkeletonRows rows={6} height={48} />}>
            <PdfPages url={previewOf(file.id)} onBroken={() => setBroken(true)} />
          </Suspense>
        ) : (
          <img
            className={classes.picture}
            src={previewOf(file.id)}
            alt={file.name}
            onError={() => setBroken(true)}
          />
        )}
      </div>
      <p className={classes.foot}>
        <a href={contentOf(file.id)} download={file.name}>
          {t('preview.download')}
        </a>
      </p>
    </>
  );
};
