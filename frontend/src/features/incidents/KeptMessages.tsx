import { Button, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, type KeptMessage } from '@/shared/api';
import { ago, moment, number, useNow } from '@/shared/format';
import {
  Confirm,
  Empty,
  Failure,
  ListPageHead,
  MoreRows,
  SkeletonRows,
  tell,
  Time,
} from '@/shared/ui';
import { useDiscard, useKeptMessages } from './api';
import classes from './incidents.module.css';

/** As the server takes it. */
const LONGEST = 2000;
const TYPING_MS = 300;

/** Messages that nobody has received yet; `choice` leads back to what else does not go on. */
export const KeptMessages = ({ choice }: { choice: ReactNode }) => {
  const { t } = useTranslation('incidents');
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), TYPING_MS);
  const pages = useKeptMessages(name);
  const [chosen, setChosen] = useState<KeptMessage | null>(null);
  const count = pages.total ?? pages.items?.length ?? 0;
  const summary = count > 0 ? t('messages.summary', { count, number: number(count) }) : '';
  return (
    <div className={classes.page}>
      <ListPageHead title={t('messages.title')} summary={summary} query={pages.query}>
        {choice}
        <TextInput
          size="xs"
          aria-label={t('messages.find')}
          placeholder={t('messages.find')}
          leftSection={<IconSearch size={14} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ListPageHead>
      <div className={classes.list} data-scrolls>
        <List pages={pages} onDiscard={setChosen} />
      </div>
      {chosen && <Discard message={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
};

interface ListProps {
  pages: ReturnType<typeof useKeptMessages>;
  onDiscard: (message: KeptMessage) => void;
}

const List = ({ pages, onDiscard }: ListProps) => {
  const { t } = useTranslation('incidents');
  const now = useNow();
  const { query, items } = pages;
  if (query.isPending) return <SkeletonRows rows={6} height={56} />;
  if (!items) {
    return (
      <Failure
        title={t('messages.failed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (items.length === 0) {
    return <Empty title={t('messages.empty')}>{t('messages.emptyText')}</Empty>;
  }
  return (
    <>
      <table className={`k-table ${classes.kept}`} data-lines="2">
        <thead>
          <tr>
            <th scope="col">{t('messages.name')}</th>
            <th scope="col">{t('messages.keys')}</th>
            <th scope="col">{t('messages.sent')}</th>
            <th scope="col">{t('messages.until')}</th>
            <th scope="col" aria-label={t('messages.discard')} />
          </tr>
        </thead>
        <tbody>
          {items.map((message) => (
            <Row key={message.id} message={message} now={now} onDiscard={onDiscard} />
          ))}
        </tbody>
      </table>
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};

interface RowProps {
  message: KeptMessage;
  now: Date;
  onDiscard: (message: KeptMessage) => void;
}

const Row = ({ message, now, onDiscard }: RowProps) => {
  const { t } = useTranslation('incidents');
  const { username } = useMe();
  const mayOperate = useMay('process_instance.operate', message.definition_key ?? undefined);
  const mayDiscard = mayOperate || message.sent_by === username;
  const receiver = [message.definition_key, message.activity_id].filter(Boolean).join(' · ');
  return (
    <tr>
      <td>
        {message.name}
        <span className={classes.second}>{receiver || t('messages.anybody')}</span>
      </td>
      <td>
        {message.correlation_key ?? t('messages.noKey')}
        <span className={classes.second}>{message.business_key ?? t('noKey')}</span>
      </td>
      <td data-label={t('messages.sent')}>
        <Time at={message.sent_at}>{(date) => ago(date, now)}</Time>
        <span className={classes.second}>{message.sent_by}</span>
      </td>
      <td data-label={t('messages.until')}>
        <Time at={message.expires_at}>{(date) => moment(date, now)}</Time>
        {message.discarded_at && (
          <span className={classes.second}>
            {t('messages.gone', {
              name: message.discarded_by ?? '',
              reason: message.discard_reason ?? '',
            })}
          </span>
        )}
      </td>
      <td>
        {mayDiscard && !message.discarded_at && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('messages.discardOne', { name: message.name })}
            onClick={() => onDiscard(message)}
          >
            {t('messages.discardAsk')}
          </Button>
        )}
      </td>
    </tr>
  );
};

interface DiscardProps {
  message: KeptMessage;
  onClose: () => void;
}

const Discard = ({ message, onClose }: DiscardProps) => {
  const { t } = useTranslation('incidents');
  const discard = useDiscard();
  const [reason, setReason] = useState('');
  const { name } = message;
  const run = async () => {
    await tell(discard.mutateAsync({ message, reason: reason.trim() }), {
      done: t('messages.discarded', { name }),
      failed: t('messages.notDiscarded', { name }),
    });
    onClose();
  };
  return (
    <Confirm
      opened
      title={t('messages.discardTitle', { name })}
      confirm={t('messages.discard')}
      keep={t('messages.keep')}
      busy={discard.isPending}
      disabled={!reason.trim()}
      onConfirm={() => void run()}
      onClose={onClose}
    >
      <p>{t('messages.discardText')}</p>
      <Textarea
        label={t('messages.reason')}
        required
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Confirm>
  );
};
