import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type ActivityInstance, type HistoryItem, type Page } from '@/shared/api';
import { linesOf } from './lines';

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
  const lines = useMemo(() => {
    const named = new Map(activities.data?.map((one) => [one.activity_id, one.activity_name]));
    const nameOf = (id: string, loopIndex: number | null) => {
      const name = named.get(id) || id;
      return loopIndex === null ? name : t('loop', { name, number: loopIndex + 1 });
    };
    return items.data && linesOf(items.data, nameOf, t('system'), activities.data).toReversed();
  }, [items.data, activities.data, t]);
  return { lines, isPending: items.isPending, error: items.error, refetch: items.refetch };
};
