import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { DropFiles } from '@/shared/files';
import { FilePreview } from '@/shared/files/FilePreview';
import { sizeText, useFileLimits } from '@/shared/files/limits';
import { contentOf, isPicture, previewOf, type Shown } from '@/shared/files/preview';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, SkeletonRows, Time, toast } from '@/shared/ui';
import { useAttachments, useDetach, type Attachment } from './api';
import classes from './attachments.module.css';
import { useUploads } from './useUploads';

/** The files beside a task, and a place to put others. */
const AttachmentsTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { data, error, isPending, refetch } = useAttachments(task.id);
  const [shown, setShown] = useState<Shown | null>(null);
  return (
    <section className={classes.files} aria-label={t('files.list')}>
      {data?.can_add && <Adding task={task} />}
      {error && !data && (
        <Failure title={t('files.listFailed')} error={error} onRetry={() => void refetch()} />
      )}
      {isPending && <SkeletonRows rows={2} height={48} />}
      {data?.items.length === 0 && <Empty title={t('files.none')}>{t('files.noneText')}</Empty>}
      {data && data.items.length > 0 && (
        <ul className={classes.list}>
          {data.items.map((item) => (
            <Row key={item.id} item={item} task={task} onShow={() => setShown(item.file)} />
          ))}
        </ul>
      )}
      <FilePreview file={shown} onClose={() => setShown(null)} />
    </section>
  );
};

const Adding = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const limits = useFileLimits().data;
  const { running, faults, choose } = useUploads(task.id, limits);
  const types = limits?.media_types.join(',') ?? '';
  return (
    <div>
      <DropFiles onFiles={choose} label={t('files.choose')} accept={types}>
        {limits && t('files.limit', { size: sizeText(limits.max_bytes) })} {types}
      </DropFiles>
      {running.map(({ id, name, share, cancel }) => (
        <div key={id} className={classes.running}>
          <span>{name}</span>
          <Progress value={share * 100} aria-label={t('files.uploading', { name })} />
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={cancel}
            aria-label={t('files.cancelName', { name })}
          >
            {t('files.cancel')}
          </Button>
        </div>
      ))}
      <div role="alert" className={classes.faults}>
        {faults.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
      </div>
    </div>
  );
};

interface RowProps {
  item: Attachment;
  task: UserTask;
  onShow: () => void;
}

const Row = ({ item, task, onShow }: RowProps) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  const now = useNow();
  const detach = useDetach(task.id);
  const { id, file, added_by, created_at, can_remove } = item;
  const remove = () =>
    detach.mutate(id, {
      onError: (error) => toast.failed(t('files.removeFailed'), error),
    });
  return (
    <li className={classes.row}>
      {file.can_preview && isPicture(file.media_type) && (
        <img src={previewOf(file.id)} alt="" loading="lazy" />
      )}
      <div className={classes.what}>
        {file.state === 'ready' ? (
          <a href={contentOf(file.id)} download={file.name}>
            {file.name}
          </a>
        ) : (
          <span>{file.name}</span>
        )}
        <p>
          {sizeText(Number(file.size))} · {added_by === me.username ? common('you') : added_by} ·{' '}
          <Time at={created_at}>{(date) => moment(date, now)}</Time>
        </p>
        {file.state !== 'ready' && <p>{common(`preview.state.${file.state}`)}</p>}
      </div>
      {file.can_preview && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={onShow}
          aria-label={common('preview.showName', { name: file.name })}
        >
          {common('preview.show')}
        </Button>
      )}
      {can_remove && (
        <Button
          variant="subtle"
          size="compact-sm"
          loading={detach.isPending}
          onClick={remove}
          aria-label={t('files.removeName', { name: file.name })}
        >
          {t('files.remove')}
        </Button>
      )}
    </li>
  );
};

export default AttachmentsTab;
