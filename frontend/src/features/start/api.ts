import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  isProblem,
  useMe,
  type Page,
  type ProcessDefinition,
  type ProcessInstance,
  type Variables,
} from '@/shared/api';

export const useStartable = () =>
  useQuery({
    queryKey: ['process-definitions', 'startable'],
    queryFn: ({ signal }) =>
      api.get<Page<ProcessDefinition>>('/process-definitions', {
        query: { startable: true, limit: 500 },
        signal,
      }),
  });

export const useRecent = () => {
  const { username } = useMe();
  return useQuery({
    queryKey: ['process-instances', 'mine'],
    queryFn: ({ signal }) =>
      api.post<Page<ProcessInstance>>(
        '/process-instances/search',
        {
          filter: { started_by: username },
          sort: [{ field: 'started_at', order: 'desc' }],
          page: { limit: 5 },
        },
        { signal },
      ),
    refetchInterval: 15_000,
  });
};

export interface Start extends Variables {
  definition_id: string;
  business_key: string | null;
  key: string;
}

export const useStart = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, ...body }: Start) =>
      api.post<ProcessInstance>('/process-instances', body, { idempotencyKey: key }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['process-instances'] }),
        client.invalidateQueries({ queryKey: ['user-tasks'] }),
      ]),
    // Nothing came back: the same key makes a second try harmless.
    retry: (failures, error) => isProblem(error) && error.isUnreachable && failures < 2,
  });
};

export const nameOf = (definition: ProcessDefinition): string => definition.name || definition.key;
