import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import {
  api,
  type JsonObject,
  type Page,
  type ProcessDefinition,
  type ProcessInstance,
} from '@/shared/api';

export const STATES = ['', 'active', 'incident', 'suspended', 'completed', 'cancelled'] as const;
export type StateFilter = (typeof STATES)[number];

export interface Filters {
  state: StateFilter;
  process: string;
  key: string;
}

const PAGE_SIZE = 50;
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The search that the chips stand for. */
export const filterOf = ({ state, process, key }: Filters): JsonObject => ({
  ...(state === 'incident' && { has_incidents: true, state: 'active' }),
  ...(state !== '' && state !== 'incident' && { state }),
  ...(process && { definition_key: process }),
  ...(key && { business_key: { $like: `%${escapeLike(key)}%` } }),
});

export const useInstances = (filters: Filters) =>
  useInfiniteQuery({
    queryKey: ['process-instances', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.post<Page<ProcessInstance>>(
        '/process-instances/search',
        {
          filter: filterOf(filters),
          sort: [{ field: 'started_at', order: 'desc' }],
          page: { limit: PAGE_SIZE, cursor: pageParam },
          include_total: pageParam === null,
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.page.next_cursor,
    refetchInterval: 15_000,
  });

/** The processes that one may filter by. */
export const useProcesses = () =>
  useQuery({
    queryKey: ['process-definitions', 'keys'],
    queryFn: ({ signal }) =>
      api.get<Page<ProcessDefinition>>('/process-definitions', {
        query: { is_newest: true, limit: 500 },
        signal,
      }),
    staleTime: 60_000,
  });
