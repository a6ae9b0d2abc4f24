import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay, type ProcessInstance } from '@/shared/api';
import { Failure, tell } from '@/shared/ui';
import { useBeginActivity, useChoices, useCompleteAdHoc } from './api';
import classes from './instance.module.css';

interface Props {
  instance: ProcessInstance;
  /** The visit to the ad-hoc sub-process. */
  activityInstanceId: string | null;
}

/** What an operator may begin in an ad-hoc sub-process, and that it is over. */
export const AdHocChoices = ({ instance, activityInstanceId: visit }: Props) => {
  const { t } = useTranslation('instances');
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const choices = useChoices(instance.id);
  const begin = useBeginActivity(instance.id);
  const complete = useCompleteAdHoc(instance.id);
  if (choices.error) {
    return (
      <Failure
        title={t('choice.failed')}
        error={choices.error}
        onRetry={() => void choices.refetch()}
      />
    );
  }
  const offered = choices.data?.items.find((one) => one.activity_instance_id === visit);
  const canAct = mayOperate && instance.state === 'active';
  const busy = begin.isPending || complete.isPending;
  const reasons = new Set(offered?.activities.flatMap(({ problem }) => problem ?? []));
  return (
    <>
      <p>{t('choice.waits')}</p>
      {[...reasons].map((reason) => (
        <p key={reason} className={classes.hint}>
          {reason}
        </p>
      ))}
      {canAct && offered && (
        <div className={classes.stepActions}>
          {offered.activities.map(({ activity_id: id, activity_name, problem }) => {
            const name = activity_name ?? id;
            const told = {
              done: t('choice.begun', { name }),
              failed: t('choice.notBegun', { name }),
            };
            return (
              <Button
                key={id}
                variant="default"
                size="xs"
                disabled={problem !== null || busy}
                onClick={() => void tell(begin.mutateAsync({ id, visit }), told)}
              >
                {t('choice.begin', { name })}
              </Button>
            );
          })}
          {offered.can_complete && (
            <Button
              variant="default"
              size="xs"
              disabled={busy}
              onClick={() =>
                void tell(complete.mutateAsync(visit), {
                  done: t('choice.ended'),
                  failed: t('choice.notEnded'),
                })
              }
            >
              {t('choice.end')}
            </Button>
          )}
        </div>
      )}
    </>
  );
};
