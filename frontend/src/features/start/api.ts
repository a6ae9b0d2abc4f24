import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  isProblem,
  useMe,
  type Page,
  type ProcessDefinition,
  type ProcessInstance,
  type TaskForm,
  type Variables,
} from '@/shared/api';
import type { Session } from './session';
import { fetchStartDraft } from './useStartDraft';

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
          page: { limit: 5 },
        },
        { signal },
      ),
    refetchInterval: 15_000,
  });
};

/** The form that a process asks for at a start event, null for the usual one; without a form it asks for nothing. */
export const useStartForm = (definitionId: string, startAt: string | null) =>
  useQuery({
    queryKey: ['process-definitions', 'start-form', definitionId, startAt],
    queryFn: ({ signal }) =>
      api.get<TaskForm>(`/process-definitions/${definitionId}/start-form`, {
        query: { start_at: startAt },
        signal,
      }),
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });

/** What this person typed before into the start form, here or on another device. */
export const useStartDraft = (definitionId: string, session: Session, hasForm: boolean) =>
  useQuery({
    // Whoever comes back to the form reads what was written when it was left.
    queryKey: ['process-definitions', 'start-draft', definitionId, session.switches],
    queryFn: async ({ signal }) => {
      await session.typed.isLeft();
      return fetchStartDraft(definitionId, signal);
    },
    enabled: hasForm && session.isUsual,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });

export interface Start extends Variables {
  definition_id: string;
  business_key: string | null;
  /** The start event, where the process has several. */
  start_at?: string;
  /** The values were entered in the start form, whose id this is. */
  form?: boolean;
  form_id?: string;
  outcome?: string;
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
