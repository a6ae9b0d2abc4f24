import './words';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { InstanceState, Request } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { number } from '@/shared/format';
import {
  Empty,
  Failure,
  FilterChip,
  ListPageHead,
  MoreRows,
  SkeletonRows,
  useTitle,
} from '@/shared/ui';
import { useRequests } from './api';
import { AskDialog, type Asked } from './AskDialog';
import { OneRequest } from './OneRequest';
import { RequestCard } from './RequestCard';
import classes from './requests.module.css';

const STATES = ['', 'active', 'completed', 'cancelled', 'suspended'] as const;
const isState = (text: string | null): text is InstanceState =>
  (STATES as readonly (string | null)[]).includes(text) && text !== '';

/** What this person started: how it stands, who has it, and what can still be done about it. */
export const Component = () => {
  const { requestId } = useParams();
  return requestId ? <OneRequest key={requestId} id={requestId} /> : <Requests />;
};

const Requests = () => {
  const { t } = useTranslation('requests');
  const { t: common } = useTranslation();
  const [params, setParams] = useSearchParams();
  const wanted = params.get('state');
  const state = isState(wanted) ? wanted : '';
  const { query, items } = useRequests(state);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [at, setAt] = useState(-1);
  useTitle(t('title'));
  const step = (by: number) => {
    const to = Math.min(Math.max(at + by, 0), (items?.length ?? 1) - 1);
    setAt(to);
    document.querySelectorAll<HTMLElement>('[data-request]')[to]?.focus();
  };
  const here: Request | undefined = items?.[at];
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp'], label: t('keys.previous'), run: () => step(-1) },
    {
      keys: ['e'],
      label: t('keys.remind'),
      run: () => here?.can_remind && setAsked({ kind: 'remind', request: here }),
    },
    {
      keys: ['Shift+w'],
      label: t('keys.withdraw'),
      run: () => here?.can_withdraw && setAsked({ kind: 'withdraw', request: here }),
    },
  ]);
  return (
    <div className={classes.page}>
      <ListPageHead
        title={t('title')}
        summary={items ? t('shown', { number: number(items.length) }) : ''}
        query={query}
      >
        <FilterChip
          label={t('state')}
          value={state}
          options={STATES.map((value) => ({
            value,
            label: t(value === '' ? 'states.all' : `states.${value}`),
          }))}
          onChange={(value) => setParams(value ? { state: value } : {}, { replace: true })}
        />
      </ListPageHead>
      {query.isPending && <SkeletonRows rows={6} height={88} />}
      {query.isError && !items && (
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {items?.length === 0 && (
        <div className="k-centre">
          {state ? (
            <Empty
              title={t('noMatch')}
              actions={
                <Button variant="default" onClick={() => setParams({}, { replace: true })}>
                  {common('action.clearFilters')}
                </Button>
              }
            />
          ) : (
            <Empty
              big
              title={t('none')}
              actions={
                <Button component={Link} to="/start">
                  {t('start')}
                </Button>
              }
            >
              {t('noneText')}
            </Empty>
          )}
        </div>
      )}
      <ol className={classes.list} aria-label={t('title')}>
        {items?.map((request, index) => (
          <RequestCard
            key={request.id}
            request={request}
            onFocus={() => setAt(index)}
            onAsk={(kind) => setAsked({ kind, request })}
          />
        ))}
      </ol>
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
      {asked && <AskDialog {...asked} onClose={() => setAsked(null)} />}
    </div>
  );
};
