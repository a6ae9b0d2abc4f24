import './words';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, newKey, usePages, type NotificationMail, type Page } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import {
  Empty,
  Failure,
  MoreRows,
  PageHead,
  SkeletonRows,
  tell,
  Time,
  useTitle,
} from '@/shared/ui';
import classes from './notifications.module.css';

const MAILS = ['notification-mails'];

const useFailedMails = () =>
  usePages<NotificationMail>({
    queryKey: MAILS,
    id: 'id',
    pollMs: 15_000,
    load: (cursor, signal) =>
      api.get<Page<NotificationMail>>('/notification-mails', {
        query: { state: 'failed', limit: 50, cursor },
        signal,
      }),
  });

/** Mails to people that were given up: send them again, or discard them. */
export const Component = () => {
  const { t } = useTranslation('notifications');
  useTitle(t('mails.title'));
  const { query, items } = useFailedMails();
  return (
    <>
      <PageHead title={t('mails.title')} meta={t('mails.text')} />
      {query.isPending && <SkeletonRows rows={5} height={56} />}
      {query.isError && (
        <Failure
          title={t('mails.failed')}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {items?.length === 0 && <Empty title={t('mails.none')}>{t('mails.noneText')}</Empty>}
      <ul className={classes.mails}>
        {items?.map((mail) => (
          <Mail key={mail.id} mail={mail} />
        ))}
      </ul>
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};

const Mail = ({ mail }: { mail: NotificationMail }) => {
  const { t } = useTranslation('notifications');
  const client = useQueryClient();
  const now = useNow();
  const act = useMutation({
    mutationFn: (command: 'retry' | 'discard') =>
      api.post<NotificationMail>(`/notification-mails/${mail.id}/${command}`, undefined, {
        idempotencyKey: newKey(),
      }),
    // Whoever was faster: the list is shown as it is now.
    onSettled: () => client.invalidateQueries({ queryKey: MAILS }),
  });
  const run = (command: 'retry' | 'discard') =>
    void tell(act.mutateAsync(command), {
      done: t(`mails.${command}Done`, { name: mail.username }),
      failed: t('mails.notDone'),
    });
  return (
    <li className={classes.mail} aria-label={mail.username}>
      <div className={classes.words}>
        <strong>{mail.email || t('mails.noAddress', { name: mail.username })}</strong>
        <span className={classes.place}>
          {mail.is_digest
            ? t('mails.digest', { count: mail.items })
            : t('mails.single', { name: mail.username })}
          {' · '}
          {t('mails.attempts', { count: mail.attempts })}
          {mail.finished_at && (
            <>
              {' · '}
              <Time at={mail.finished_at}>{(date) => moment(date, now)}</Time>
            </>
          )}
        </span>
        <span className={classes.sentence}>{mail.last_error}</span>
      </div>
      <div className={classes.tools}>
        <Button variant="default" disabled={act.isPending} onClick={() => run('retry')}>
          {t('mails.retry')}
        </Button>
        <Button variant="subtle" disabled={act.isPending} onClick={() => run('discard')}>
          {t('mails.discard')}
        </Button>
      </div>
    </li>
  );
};
