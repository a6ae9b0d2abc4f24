import { api, usePages, type JsonObject, type Page, type ProcessInstance } from '@/shared/api';

export const STATES = ['', 'active', 'incident', 'suspended', 'completed', 'cancelled'] as const;
export type StateFilter = (typeof STATES)[number];

export interface Filters {
  state: StateFilter;
  process: string;
  key: string;
}

const PAGE_SIZE = 100;
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The search that the chips stand for. */
export const filterOf = ({ state, process, key }: Filters): JsonObject => ({
  ...(state === 'incident' && { has_incidents: true, state: 'active' }),
  ...(state !== '' && state !== 'incident' && { state }),
  ...(process && { definition_key: process }),
  ...(key && { business_key: { $like: `%${escapeLike(key)}%` } }),
});

export const useInstances = (filters: Filters) =>
  usePages({
    queryKey: ['process-instances', 'list', filters],
    load: (cursor, signal) => {
      const body = {
        filter: filterOf(filters),
        page: { limit: PAGE_SIZE, cursor },
        include_total: cursor === null,
      };
      return api.post<Page<ProcessInstance>>('/process-instances/search', body, { signal });
    },
    id: 'id',
    pollMs: 15_000,
  });
