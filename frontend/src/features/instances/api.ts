import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey, usePages, type Page, type ProcessInstance } from '@/shared/api';
import { addressOf, filterOf, type Facets } from './facets';

const PAGE_SIZE = 100;

export const useInstances = (facets: Facets, types: readonly string[]) =>
  usePages({
    queryKey: ['process-instances', 'list', addressOf(facets), types],
    load: (cursor, signal) => {
      const body = {
        filter: filterOf(facets, types),
        page: { limit: PAGE_SIZE, cursor },
        include_total: cursor === null,
      };
      return api.post<Page<ProcessInstance>>('/process-instances/search', body, { signal });
    },
    id: 'id',
    pollMs: 15_000,
  });

export interface Searchable {
  name: string;
  /** What models declare; empty where they declare none. */
  types: string[];
}

/** The variables that can be searched for. */
export const useSearchable = () =>
  useQuery({
    queryKey: ['searchable-variables'],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: Searchable[] }>('/searchable-variables', { signal })).items,
    staleTime: 60_000,
  });

export type FileKind = 'csv' | 'json';

/** Take all instances that the facets find as a file. */
export const exportInstances = (facets: Facets, types: readonly string[], kind: FileKind) =>
  api.fileOf(
    '/process-instances/export',
    { filter: filterOf(facets, types) },
    { query: { format: kind } },
  );

/** A named address of the list, one's own or shared with a group. */
export interface InstanceView {
  id: string;
  name: string;
  owner: string;
  /** What stands behind the question mark. */
  query: string;
  shared_with: string[];
  can_edit: boolean;
  revision: number;
}

export type NewView = Pick<InstanceView, 'name' | 'query' | 'shared_with'>;

const VIEWS = ['instance-views'];

export const useViews = () =>
  useQuery({
    queryKey: VIEWS,
    queryFn: async ({ signal }) =>
      (await api.get<{ items: InstanceView[] }>('/instance-views', { signal })).items,
    staleTime: 30_000,
  });

/** Keep a view, in the place of an earlier one where there is one. */
export const useSaveView = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ view, saved }: { view: NewView; saved: InstanceView | null }) =>
      saved
        ? api.put<InstanceView>(`/instance-views/${saved.id}`, view, { ifMatch: saved.revision })
        : api.post<InstanceView>('/instance-views', view, { idempotencyKey: newKey() }),
    onSettled: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
};

export const useDeleteView = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: InstanceView) => api.delete(`/instance-views/${view.id}`),
    onSettled: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
};
