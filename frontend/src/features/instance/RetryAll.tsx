import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '@/shared/api';
import { number } from '@/shared/format';
import { useRetry } from '@/shared/instances';
import { Confirm, toast } from '@/shared/ui';
import { retryInTurn, type Outcome } from './retryAll';

/** Rounds of a loop have one name. */
const named = (names: readonly string[]): string => [...new Set(names)].join(', ');

/** Say what became of them: what failed again is named. */
const useTell = () => {
  const { t } = useTranslation('instances');
  return ({ on, quietly, again, refused, error }: Outcome) => {
    if (on > 0) toast.done(t('retryAll.on', { count: on }));
    if (quietly > 0) toast.done(t('retryAll.quietly', { count: quietly }));
    if (again.length > 0)
      toast.failed(t('retryAll.again', { count: again.length, names: named(again) }));
    if (refused.length > 0)
      toast.failed(t('retryAll.refused', { count: refused.length, names: named(refused) }), error);
  };
};

interface Props {
  /** Those that are open and loaded. */
  open: readonly Incident[];
}

/** Try all failed steps again; offered where there are several. */
export const RetryAll = ({ open }: Props) => {
  const { t } = useTranslation('instances');
  const [asked, setAsked] = useState<readonly Incident[] | null>(null);
  const [turns, setTurns] = useState(0);
  const retry = useRetry();
  const tell = useTell();
  const all = useMutation({
    mutationFn: (incidents: readonly Incident[]) =>
      retryInTurn(incidents, retry.mutateAsync, setTurns),
    onMutate: () => setTurns(0),
  });
  const run = async () => {
    if (!asked) return;
    tell(await all.mutateAsync(asked));
    setAsked(null);
  };
  // While they have their turn there are fewer and fewer.
  const count = asked?.length ?? open.length;
  if (count < 2) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} />}
        loading={all.isPending}
        onClick={() => setAsked(open)}
      >
        {t('retryAll.button', { number: number(count) })}
      </Button>
      <Confirm
        opened={asked !== null}
        danger={false}
        title={t('retryAll.title', { number: number(count) })}
        confirm={t('retryAll.confirm', { number: number(count) })}
        keep={t(all.isPending ? 'retryAll.hide' : 'retryAll.keep')}
        busy={all.isPending}
        onConfirm={() => void run()}
        onClose={() => setAsked(null)}
      >
        <p>{t('retryAll.text')}</p>
        {all.isPending && (
          <p role="status" className="k-num">
            {t('retryAll.turns', { done: number(turns), number: number(count) })}
          </p>
        )}
      </Confirm>
    </>
  );
};
