import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isProblem } from '@/shared/api';
import { Empty, Failure, ListPageHead, SkeletonRows, useTitle } from '@/shared/ui';
import { useRequest } from './api';
import { AskDialog, type Asked } from './AskDialog';
import { RequestCard } from './RequestCard';
import classes from './requests.module.css';

/** The one request that a notice or a link leads to. */
export const OneRequest = ({ id }: { id: string }) => {
  const { t } = useTranslation('requests');
  const query = useRequest(id);
  const [asked, setAsked] = useState<Asked | null>(null);
  useTitle(t('one'));
  const isGone = isProblem(query.error) && query.error.status === 404;
  const all = (
    <Button component={Link} to="/requests" variant="default" size="xs">
      {t('all')}
    </Button>
  );
  return (
    <div className={classes.page}>
      <ListPageHead title={t('one')} summary="" query={query}>
        {all}
      </ListPageHead>
      {query.isPending && <SkeletonRows rows={1} height={88} />}
      {isGone && !query.data && (
        <div className="k-centre">
          <Empty big title={t('gone')}>
            {t('goneText')}
          </Empty>
        </div>
      )}
      {query.error && !isGone && !query.data && (
        <Failure title={t('failedOne')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <ol className={classes.list} aria-label={t('one')}>
          <RequestCard
            request={query.data}
            onFocus={() => undefined}
            onAsk={(kind) => setAsked({ kind, request: query.data })}
          />
        </ol>
      )}
      {asked && <AskDialog {...asked} onClose={() => setAsked(null)} />}
    </div>
  );
};
