import { useQuery } from '@tanstack/react-query';
import { api, type DefinitionStatistics } from '@/shared/api';

export const fetchModel = (id: string, signal?: AbortSignal) =>
  api.text(`/process-definitions/${id}/xml`, { signal });

export const fetchStatistics = (id: string, signal?: AbortSignal) =>
  api.get<DefinitionStatistics>(`/process-definitions/${id}/statistics`, { signal });

/** The model of a version, which never changes. */
export const useModel = (id: string | undefined) =>
  useQuery({
    queryKey: ['model', id],
    queryFn: ({ signal }) => fetchModel(id ?? '', signal),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
