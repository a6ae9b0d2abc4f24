import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, useMe, type TaskComment, type UserTask } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { explain, PersonMark, Time, toast } from '@/shared/ui';
import classes from './comments.module.css';
import { piecesOf } from './mentions';
import { useChangeComment } from './talk';

const LONGEST = 4000;

interface Props {
  task: UserTask;
  comment: TaskComment;
}

/** What somebody said; whoever wrote it may change or erase it. */
export const Comment = ({ task, comment }: Props) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  const now = useNow();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const { author, created_at, edited_at } = comment;
  const isMine = author === me.username;
  const time = moment(new Date(created_at), now);
  const close = () => setDoing(null);
  return (
    <li className={classes.comment}>
      <PersonMark name={author} size={28} />
      <div>
        <p className={classes.by}>
          <strong>{isMine ? common('you') : author}</strong>
          <Time at={created_at}>{(date) => moment(date, now)}</Time>
          {edited_at && (
            <Time at={edited_at}>
              {(date) => t('comments.edited', { time: moment(date, now) })}
            </Time>
          )}
        </p>
        {doing === 'edit' ? (
          <Edit task={task} comment={comment} onClose={close} />
        ) : (
          <Said comment={comment} username={me.username} />
        )}
        {doing === 'delete' && <Delete task={task} comment={comment} onClose={close} />}
        {isMine && doing === null && (
          <p className={classes.own}>
            {(['edit', 'delete'] as const).map((what) => (
              <Button
                key={what}
                size="compact-xs"
                variant="subtle"
                aria-label={t(`comments.${what}Of`, { time })}
                onClick={() => setDoing(what)}
              >
                {t(`comments.${what}`)}
              </Button>
            ))}
          </p>
        )}
      </div>
    </li>
  );
};

const Said = ({ comment, username }: { comment: TaskComment; username: string }) => (
  <p className={classes.text}>
    {piecesOf(comment.text, comment.mentions).map((piece, index) =>
      piece.isMention ? (
        <strong key={index} data-me={piece.text === `@${username}` || undefined}>
          {piece.text}
        </strong>
      ) : (
        <span key={index}>{piece.text}</span>
      ),
    )}
  </p>
);

interface ChangeProps extends Props {
  onClose: () => void;
}

const Edit = ({ task, comment, onClose }: ChangeProps) => {
  const { t } = useTranslation('inbox');
  const [text, setText] = useState(comment.text);
  const change = useChangeComment(task.id);
  const { error } = change;
  const save = () => {
    if (!text.trim() || change.isPending) return;
    if (text === comment.text) return onClose();
    change.mutate({ comment, text }, { onSuccess: onClose });
  };
  return (
    <form
      className={classes.change}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Textarea
        aria-label={t('comments.change')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        value={text}
        data-autofocus
        autoFocus
        error={error ? (isProblem(error) && error.errors[0]?.detail) || explain(error) : undefined}
        onChange={(event) => {
          change.reset();
          setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          save();
        }}
      />
      <div className={classes.own}>
        <Button size="xs" type="submit" loading={change.isPending} disabled={!text.trim()}>
          {t('comments.save')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('ask.cancel')}
        </Button>
      </div>
    </form>
  );
};

const Delete = ({ task, comment, onClose }: ChangeProps) => {
  const { t } = useTranslation('inbox');
  const change = useChangeComment(task.id);
  const erase = () =>
    change.mutate(
      { comment, text: null },
      {
        onError: (error) => {
          toast.failed(t('comments.notDeleted'), error);
          onClose();
        },
      },
    );
  return (
    <div role="group" className={classes.change}>
      <p>{t('comments.sure')}</p>
      <div className={classes.own}>
        <Button size="xs" onClick={erase} loading={change.isPending} autoFocus>
          {t('comments.delete')}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('comments.keep')}
        </Button>
      </div>
    </div>
  );
};
