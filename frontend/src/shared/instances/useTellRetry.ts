import { useTranslation } from 'react-i18next';
import { moment } from '@/shared/format';
import { toast } from '@/shared/ui';
import type { RetryResult } from './retry';

/** Say what became of a step that was tried again; it is said even when the page has moved on. */
export const useTellRetry = () => {
  const { t } = useTranslation('instances');
  return async (
    name: string,
    work: Promise<RetryResult>,
    /** The caller itself shows that it stands in the same place. */
    { quiet = false } = {},
  ): Promise<RetryResult | null> => {
    try {
      const result = await work;
      if (result.went === 'on') toast.done(t('retry.on', { name }));
      if (result.went === 'quietly') toast.done(t('retry.quietly', { name }));
      if (result.went === 'wrong' && !quiet) {
        toast.failed(t('retry.wrong', { name, why: result.incident.message }));
      }
      if (result.went === 'later') {
        const time = moment(new Date(result.job.due_at), new Date());
        toast.failed(t('retry.later', { name, time, why: result.job.last_error ?? '' }));
      }
      return result;
    } catch (error) {
      toast.failed(t('retry.not', { name }), error);
      return null;
    }
  };
};
