/** How often a job was tried in vain. */
import type { HistoryItem } from '@/shared/api';

/** The attempts at a job that failed, as the record tells them. */
export const attemptsAt = (items: readonly HistoryItem[], jobId: string | null): number =>
  items
    .flatMap((item) => item.events)
    .filter((event) => event.type === 'job_failed' && event.job_id === jobId).length;
