/** Long lists: read page by page, as far as somebody scrolls. */
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Page } from './types';

/** Beyond so many pages a list is asked for again on request only: all its pages would be read each time. */
const POLLED_PAGES = 3;

interface Options<T> {
  queryKey: QueryKey;
  load: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>;
  /** The member that tells one item from another. */
  id: keyof T;
  pollMs?: number | false;
}

/** An item that moved to a later page while pages were read is shown once. */
export const unique = <T>(items: readonly T[], id: keyof T): T[] => {
  const found = new Map<T[keyof T], T>();
  for (const item of items) if (!found.has(item[id])) found.set(item[id], item);
  return [...found.values()];
};

export const usePages = <T>({ queryKey, load, id, pollMs = false }: Options<T>) => {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.page.next_cursor,
    refetchInterval: (current) =>
      (current.state.data?.pages.length ?? 0) <= POLLED_PAGES ? pollMs : false,
  });
  const { data } = query;
  const items = useMemo(
    () =>
      data &&
      unique(
        data.pages.flatMap((page) => page.items),
        id,
      ),
    [data, id],
  );
  const first = data?.pages[0]?.page;
  // Counting stops at a bound.
  return { query, items, total: first?.total ?? null, isMore: !!first?.total_is_estimate };
};

export type Pages<T> = ReturnType<typeof usePages<T>>;
