import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { Empty, Failure, SkeletonRows } from '@/shared/ui';
import { Comment } from './Comment';
import { Composer } from './Composer';
import classes from './comments.module.css';
import { useComments } from './talk';

/** What was said about the task, and a box to say something. */
const CommentsTab = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const comments = useComments(task.id);
  const list = useRef<HTMLDivElement>(null);
  const count = comments.data?.length ?? 0;
  useEffect(() => {
    const box = list.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, [count]);
  return (
    <div className={classes.comments}>
      <div ref={list} className={classes.list}>
        {comments.error && !comments.data && (
          <Failure
            title={t('comments.failed')}
            error={comments.error}
            onRetry={() => void comments.refetch()}
          />
        )}
        {comments.isPending && <SkeletonRows rows={3} height={64} />}
        {comments.data && count === 0 && (
          <Empty title={t('comments.none')}>{t('comments.noneText')}</Empty>
        )}
        <ol aria-label={t('comments.list')}>
          {comments.data?.map((comment) => (
            <Comment key={comment.id} task={task} comment={comment} />
          ))}
        </ol>
      </div>
      <Composer task={task} />
    </div>
  );
};

export default CommentsTab;
