import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentGroup } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { Confirm, toast } from '@/shared/ui';
import { number } from '@/shared/format';
import { useRetryGroup, type GroupOutcome } from './api';
import classes from './incidents.module.css';

/** Say what became of the group, in counts. */
const useTell = () => {
  const { t } = useTranslation('incidents');
  return ({ retried, again, refused, why }: GroupOutcome, byJob: boolean) => {
    const gone = retried - again;
    if (gone > 0) toast.done(t(byJob ? 'begun' : 'retried', { count: gone }));
    if (again > 0) toast.failed(t('failedAgain', { count: again }));
    if (refused > 0) toast.failed(t('refused', { count: refused, why }));
  };
};

/** The one filled button of the panel, with other actions beside it. */
export const RetryGroup = ({ group, children }: { group: IncidentGroup; children: ReactNode }) => {
  const { t } = useTranslation('incidents');
  const [asks, setAsks] = useState(false);
  const retry = useRetryGroup();
  const tell = useTell();
  const { count } = group;
  const run = async () => {
    try {
      tell(await retry.mutateAsync(group), group.sample.job_id !== null);
    } catch (error) {
      toast.failed(t('notRetried', { count }), error);
    }
    setAsks(false);
  };
  const begin = () => (count === 1 ? void run() : setAsks(true));
  useHotkeys(t('keys.group'), [{ keys: ['e'], label: t('keys.retry'), run: begin }]);
  return (
    <div className={classes.actions}>
      <Button
        leftSection={<IconRefresh size={16} />}
        loading={retry.isPending}
        onClick={begin}
        aria-keyshortcuts="e"
      >
        {count === 1 ? t('retry') : t('retryMany', { count, number: number(count) })}
      </Button>
      {children}
      <Confirm
        opened={asks}
        danger={false}
        title={t('retryTitle', { number: number(count) })}
        confirm={t('retryConfirm', { number: number(count) })}
        keep={t('retryKeep')}
        busy={retry.isPending}
        onConfirm={() => void run()}
        onClose={() => setAsks(false)}
      >
        <p>
          {t('retryText', {
            number: number(count),
            name: group.activity_name || group.activity_id,
          })}
        </p>
        {retry.isPending && (
          <p role="status" className="k-num">
            {t('retrying', { done: number(retry.turns), number: number(count) })}
          </p>
        )}
      </Confirm>
    </div>
  );
};
