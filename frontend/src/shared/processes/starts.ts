import { useQuery } from '@tanstack/react-query';
import { api, type StartPlace } from '@/shared/api';

/** Where instances of a version can begin, and what begins them by itself. */
export const useStarts = (definitionId: string, refetchMs: number | false = false) =>
  useQuery({
    queryKey: ['process-definitions', 'starts', definitionId],
    queryFn: ({ signal }) =>
      api.get<{ items: StartPlace[] }>(`/process-definitions/${definitionId}/starts`, { signal }),
    refetchInterval: refetchMs,
  });
