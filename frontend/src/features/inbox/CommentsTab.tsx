import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type TaskComment, type UserTask } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Empty, Failure, PersonMark, SkeletonRows, Time } from '@/shared/ui';
import { Composer } from './Composer';
import classes from './comments.module.css';
import { piecesOf } from './mentions';
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
            <Comment key={comment.id} comment={comment} />
          ))}
        </ol>
      </div>
      <Composer task={task} />
    </div>
  );
};

const Comment = ({ comment }: { comment: TaskComment }) => {
  const { t: common } = useTranslation();
  const me = useMe();
  const now = useNow();
  const { author, text, mentions, created_at } = comment;
  return (
    <li className={classes.comment}>
      <PersonMark name={author} size={28} />
      <div>
        <p className={classes.by}>
          <strong>{author === me.username ? common('you') : author}</strong>
          <Time at={created_at}>{(date) => moment(date, now)}</Time>
        </p>
        <p className={classes.text}>
          {piecesOf(text, mentions).map((piece, index) =>
            piece.isMention ? (
              <strong key={index} data-me={piece.text === `@${me.username}` || undefined}>
                {piece.text}
              </strong>
            ) : (
              <span key={index}>{piece.text}</span>
            ),
          )}
        </p>
      </div>
    </li>
  );
};

export default CommentsTab;
