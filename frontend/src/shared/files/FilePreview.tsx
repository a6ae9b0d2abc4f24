import { Modal } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, SkeletonRows } from '@/shared/ui';
import classes from './preview.module.css';
import { contentOf, isPdf, previewOf, type Shown } from './preview';

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

const ShownFile = ({ file }: { file: Shown }) => {
  const { t } = useTranslation();
  const [isBroken, setBroken] = useState(false);
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
