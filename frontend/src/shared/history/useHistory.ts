import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type ActivityInstance, type HistoryItem, type Page } from '@/shared/api';
import { linesOf, type HistoryLine } from './lines';

const LIMIT = 500;

/** Read every page: a timeline with a hole in the middle would mislead. */
const readAll = async <T>(path: string, signal: AbortSignal): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, { query: { limit: LIMIT, cursor }, signal });
    items.push(...page.items);
    cursor = page.page.next_cursor;
  } while (cursor !== null && items.length < 20 * LIMIT);
  return items;
};

/** The steps that an instance took. */
export const useActivities = (instanceId: string, refetchInterval: number | false = false) =>
  useQuery({
    queryKey: ['process-instances', instanceId, 'activity-instances'],
    queryFn: ({ signal }) =>
      readAll<ActivityInstance>(`/process-instances/${instanceId}/activity-instances`, signal),
    refetchInterval,
  });

/** The journal of an instance, newest first, in words. */
export const useHistory = (instanceId: string, refetchInterval: number | false = false) => {
  const { t } = useTranslation('history');
  const activities = useActivities(instanceId, refetchInterval);
  const items = useQuery({
    queryKey: ['process-instances', instanceId, 'history'],
    queryFn: ({ signal }) =>
      readAll<HistoryItem>(`/process-instances/${instanceId}/history`, signal),
    refetchInterval,
  });
  const named = new Map(activities.data?.map((one) => [one.activity_id, one.activity_name]));
  const lines: HistoryLine[] | undefined =
    items.data &&
    linesOf(
      items.data,
      (id, loopIndex) => {
        const name = named.get(id) || id;
        return loopIndex === null ? name : t('loop', { name, number: loopIndex + 1 });
      },
      t('system'),
      activities.data,
    ).toReversed();
  return { lines, isPending: items.isPending, error: items.error, refetch: items.refetch };
};
