import './words';
import { Button, CopyButton, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, newKey, type ApiToken, type Page } from '@/shared/api';
import { dayWord, moment, useNow } from '@/shared/format';
import {
  Confirm,
  Dialog,
  Empty,
  explain,
  Failure,
  PageHead,
  SkeletonRows,
  tell,
  Time,
  useTitle,
} from '@/shared/ui';
import classes from './profile.module.css';

const KEY = ['tokens'];
const DAY_MS = 86_400_000;
const TERMS = ['30', '90', '365', 'never'] as const;
type Term = (typeof TERMS)[number];

const useTokens = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Page<ApiToken>>('/tokens', { signal }),
  });

/** The person's own API tokens. */
export const Component = () => {
  const { t } = useTranslation('profile');
  useTitle(t('title'));
  const tokens = useTokens();
  const [made, setMade] = useState<ApiToken | null>(null);
  return (
    <>
      <PageHead title={t('title')} meta={t('text')} />
      <div className={classes.page}>
        <NewToken onMade={setMade} />
        {tokens.isPending && <SkeletonRows rows={3} height={40} />}
        {tokens.isError && (
          <Failure title={t('failed')} error={tokens.error} onRetry={() => void tokens.refetch()} />
        )}
        {tokens.data?.items.length === 0 && <Empty title={t('none')}>{t('noneText')}</Empty>}
        {tokens.data && tokens.data.items.length > 0 && <Tokens tokens={tokens.data.items} />}
      </div>
      {made?.token && <Secret token={made.token} onClose={() => setMade(null)} />}
    </>
  );
};

const NewToken = ({ onMade }: { onMade: (token: ApiToken) => void }) => {
  const { t } = useTranslation('profile');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [term, setTerm] = useState<Term>('90');
  const make = useMutation({
    mutationFn: () =>
      api.post<ApiToken>(
        '/tokens',
        {
          name: name.trim(),
          expires_at:
            term === 'never' ? null : new Date(Date.now() + Number(term) * DAY_MS).toISOString(),
        },
        { idempotencyKey: newKey() },
      ),
    onSuccess: (token) => {
      setName('');
      onMade(token);
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        className={classes.name}
        label={t('name')}
        description={t('nameHint')}
        value={name}
        required
        withAsterisk={false}
        maxLength={100}
        error={make.error && `${t('notMade')} ${explain(make.error)}`}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('expires')}
        value={term}
        data={TERMS.map((value) => ({ value, label: t(`days.${value}`) }))}
        onChange={(event) => setTerm(event.currentTarget.value as Term)}
      />
      <Button type="submit" loading={make.isPending}>
        {t('make')}
      </Button>
    </form>
  );
};

const Secret = ({ token, onClose }: { token: string; onClose: () => void }) => {
  const { t } = useTranslation('profile');
  const { t: common } = useTranslation();
  return (
    <Dialog onClose={onClose} title={t('made')} size={560} closeOnClickOutside={false}>
      <div className="k-dialog">
        <p>{t('madeText')}</p>
        <code className={`k-code ${classes.secret}`}>{token}</code>
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {common('close')}
          </Button>
          <CopyButton value={token}>
            {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'copied' : 'copy')}</Button>}
          </CopyButton>
        </div>
      </div>
    </Dialog>
  );
};

const Tokens = ({ tokens }: { tokens: readonly ApiToken[] }) => {
  const { t } = useTranslation('profile');
  const now = useNow();
  return (
    <div className={classes.scroll}>
      <table className="k-table">
        <thead>
          <tr>
            <th scope="col">{t('columns.name')}</th>
            <th scope="col">{t('columns.made')}</th>
            <th scope="col">{t('columns.used')}</th>
            <th scope="col">{t('columns.expires')}</th>
            <th scope="col">
              <span className="k-hidden">{t('columns.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td className="k-strong">{token.name}</td>
              <td>
                <Time at={token.created_at}>{(date) => moment(date, now)}</Time>
              </td>
              <td>
                {token.last_used_on ? dayWord(new Date(token.last_used_on), now) : t('never')}
              </td>
              <td>{token.expires_at ? dayWord(new Date(token.expires_at), now) : t('never')}</td>
              <td className="k-right">
                <Revoke token={token} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Revoke = ({ token }: { token: ApiToken }) => {
  const { t } = useTranslation('profile');
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { name } = token;
  const revoke = useMutation({
    mutationFn: () => api.delete(`/tokens/${token.id}`),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const run = async () => {
    await tell(revoke.mutateAsync(), {
      done: t('revoked', { name }),
      failed: t('notRevoked', { name }),
    });
    setAsks(false);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsks(true)}>
        {t('revoke')}
      </Button>
      <Confirm
        opened={asks}
        title={t('revokeTitle', { name })}
        confirm={t('revokeConfirm')}
        keep={t('revokeKeep')}
        busy={revoke.isPending}
        onConfirm={() => void run()}
        onClose={() => setAsks(false)}
      >
        <p>{t('revokeText')}</p>
      </Confirm>
    </>
  );
};
