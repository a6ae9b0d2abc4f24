import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey, usePages, type InstanceState, type Page, type Request } from '@/shared/api';

const POLL_MS = 10_000;
const PAGE_SIZE = 50;

/** What this person started, newest first. */
export const useRequests = (state: InstanceState | '') =>
  usePages<Request>({
    queryKey: ['requests', 'list', state],
    id: 'id',
    pollMs: POLL_MS,
    load: (cursor, signal) =>
      api.get<Page<Request>>('/requests', {
        query: { state, limit: PAGE_SIZE, cursor },
        signal,
      }),
  });

/** One of the things that this person started. */
export const useRequest = (id: string) =>
  useQuery({
    queryKey: ['requests', 'one', id],
    queryFn: ({ signal }) => api.get<Request>(`/requests/${id}`, { signal }),
    refetchInterval: POLL_MS,
  });

const useCommand = (path: 'withdraw' | 'remind') => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: { reason?: string; note?: string } }) =>
      api.post<unknown>(`/process-instances/${id}/${path}`, body, { idempotencyKey: newKey() }),
    onSettled: () =>
      Promise.all(
        ['requests', 'user-tasks', 'process-instances'].map((kind) =>
          client.invalidateQueries({ queryKey: [kind] }),
        ),
      ),
  });
};

export const useWithdraw = () => useCommand('withdraw');
export const useRemind = () => useCommand('remind');
