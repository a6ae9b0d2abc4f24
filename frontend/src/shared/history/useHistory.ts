import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type ActivityInstance, type HistoryItem, type Page } from '@/shared/api';
import { linesOf } from './lines';

const LIMIT = 500;
/** Items that are read at most; a page that shows fewer than there are says so. */
export const MOST_ITEMS = 20 * LIMIT;

interface Read<T> {
  items: T[];
  /** Whether there are more. */
  isCut: boolean;
}

/** Read every page: a timeline with a hole in the middle would mislead. */
export const readAll = async <T>(
  path: string,
  signal: AbortSignal,
  query: Record<string, string> = {},
): Promise<Read<T>> => {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path, {
      query: { ...query, limit: LIMIT, cursor },
      signal,
    });
    items.push(...page.items);
    cursor = page.page.next_cursor;
  } while (cursor !== null && items.length < MOST_ITEMS);
  return { items, isCut: cursor !== null };
};

/** The steps that an instance took. */
export const useActivities = (instanceId: string, refetchInterval: number | false = false) =>
  useQuery({
    queryKey: ['process-instances', instanceId, 'activity-instances'],
    queryFn: async ({ signal }) => {
      const path = `/process-instances/${instanceId}/activity-instances`;
      return (await readAll<ActivityInstance>(path, signal)).items;
    },
    refetchInterval,
  });

/** What every command wrote down, newest first: where there is too much, the oldest is missing. */
export const useRecord = (instanceId: string, refetchInterval: number | false = false) =>
  useQuery({
    queryKey: ['process-instances', instanceId, 'history'],
    queryFn: ({ signal }) =>
      readAll<HistoryItem>(`/process-instances/${instanceId}/history`, signal, {
        newest_first: 'true',
      }),
    refetchInterval,
  });

/** The journal of an instance, newest first, in words. */
export const useHistory = (instanceId: string, refetchInterval: number | false = false) => {
  const { t } = useTranslation('history');
  const activities = useActivities(instanceId, refetchInterval);
  const record = useRecord(instanceId, refetchInterval);
  const items = record.data?.items;
  const lines = useMemo(() => {
    const named = new Map(activities.data?.map((one) => [one.activity_id, one.activity_name]));
    const nameOf = (id: string, loopIndex: number | null) => {
      const name = named.get(id) || id;
      return loopIndex === null ? name : t('loop', { name, number: loopIndex + 1 });
    };
    return items && linesOf(items.toReversed(), nameOf, t('system'), activities.data).toReversed();
  }, [items, activities.data, t]);
  const { isPending, error, refetch } = record;
  return { lines, isCut: !!record.data?.isCut, isPending, error, refetch };
};
