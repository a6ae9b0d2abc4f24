import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import {
  api,
  newKey,
  usePages,
  type Choices,
  type DecisionEvaluation,
  type Incident,
  type IncidentGroup,
  type InstancePath,
  type Job,
  type LocalScopes,
  type Page,
  type ProcessDefinition,
  type ProcessInstance,
  type RevealedVariable,
  type Subscription,
  type Variables,
} from '@/shared/api';
import { usualOf } from './pace';

const POLL_MS = 2_000;
const PAGE_SIZE = 200;
const isLive = (instance: ProcessInstance | undefined): boolean =>
  instance?.state === 'active' || instance?.state === 'suspended';

const keyOf = (id: string, ...rest: string[]) => ['process-instances', id, ...rest];

/** The instance itself is asked often; what hangs on it only when it has moved. */
export const useInstance = (id: string) => {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keyOf(id, 'itself'),
    queryFn: ({ signal }) => api.get<ProcessInstance>(`/process-instances/${id}`, { signal }),
    refetchInterval: (current) => (isLive(current.state.data) ? POLL_MS : false),
  });
  const { data } = query;
  const seen = useRef<ProcessInstance | undefined>(undefined);
  useEffect(() => {
    // The same object comes back as long as nothing changed.
    if (seen.current && data && seen.current !== data) {
      void client.invalidateQueries({
        queryKey: keyOf(id),
        predicate: (one) => one.queryKey[2] !== 'itself',
      });
    }
    seen.current = data;
  }, [client, id, data]);
  return query;
};

/** One page of what hangs on an instance. */
const searchPage = <T>(path: string, id: string, cursor: string | null, signal: AbortSignal) => {
  const body = {
    filter: { process_instance_id: id },
    page: { limit: PAGE_SIZE, cursor },
    include_total: cursor === null,
  };
  return api.post<Page<T>>(`${path}/search`, body, { signal });
};

export const useXml = (definitionId: string | undefined) =>
  useQuery({
    queryKey: ['process-definitions', definitionId, 'xml'],
    queryFn: ({ signal }) => api.text(`/process-definitions/${definitionId}/xml`, { signal }),
    enabled: definitionId !== undefined,
    staleTime: Infinity,
  });

export const usePath = (id: string) =>
  useQuery({
    queryKey: keyOf(id, 'path'),
    queryFn: ({ signal }) => api.get<InstancePath>(`/process-instances/${id}/path`, { signal }),
  });

/** Open ones and those that are over, the newest first. */
export const useIncidents = (id: string) =>
  usePages({
    queryKey: keyOf(id, 'incidents'),
    load: (cursor, signal) => searchPage<Incident>('/incidents', id, cursor, signal),
    id: 'id',
  });

/** How many are open, with whether there are more; asked only where not all are loaded. */
export const useOpenIncidents = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: keyOf(id, 'open-incidents'),
    enabled,
    queryFn: async ({ signal }) => {
      const filter = { process_instance_id: id, resolved_at: { $exists: false } };
      const body = { filter, page: { limit: 1 }, include_total: true };
      const { page } = await api.post<Page<Incident>>('/incidents/search', body, { signal });
      return { count: page.total ?? 0, isMore: !!page.total_is_estimate };
    },
  });

/** How many instances the same fault holds up, this one among them. */
export const useAlike = (fingerprint: string) =>
  useQuery({
    queryKey: ['incidents', 'alike', fingerprint],
    queryFn: async ({ signal }) => {
      const query = { fingerprint, limit: 1 };
      const page = await api.get<Page<IncidentGroup>>('/incidents/groups', { query, signal });
      return page.items[0]?.count ?? 0;
    },
  });

/** Jobs and timers, the next one first; those that are done are gone. */
export const useJobs = (instance: ProcessInstance) =>
  usePages({
    queryKey: keyOf(instance.id, 'jobs'),
    load: (cursor, signal) => searchPage<Job>('/jobs', instance.id, cursor, signal),
    id: 'id',
    // Attempts and dates of a job change without the instance.
    pollMs: isLive(instance) && POLL_MS,
  });

/** Messages that the instance waits for. */
export const useSubscriptions = (instance: ProcessInstance) =>
  useQuery({
    queryKey: keyOf(instance.id, 'subscriptions'),
    queryFn: async ({ signal }) =>
      (await searchPage<Subscription>('/event-subscriptions', instance.id, null, signal)).items,
  });

/** The instances that this one has called, newest first. */
export const useChildren = (instance: ProcessInstance) =>
  usePages({
    queryKey: keyOf(instance.id, 'children'),
    load: (cursor, signal) =>
      api.get<Page<ProcessInstance>>(`/process-instances/${instance.id}/children`, {
        query: { limit: 100, cursor, include_total: cursor === null },
        signal,
      }),
    id: 'id',
    pollMs: isLive(instance) && 3 * POLL_MS,
  });

/** The decisions that the instance has asked, the latest first. */
export const useDecisions = (id: string) =>
  usePages({
    queryKey: keyOf(id, 'decisions'),
    load: (cursor, signal) =>
      searchPage<DecisionEvaluation>('/decision-evaluations', id, cursor, signal),
    id: 'id',
  });

/** The instance that has called this one, where the person may see it. */
export const useParent = (instance: ProcessInstance) =>
  useQuery({
    queryKey: keyOf(instance.id, 'parent'),
    enabled: instance.parent_id !== null,
    queryFn: async ({ signal }) => {
      const body = { filter: { id: instance.parent_id }, page: { limit: 1 } };
      const page = await api.post<Page<ProcessInstance>>('/process-instances/search', body, {
        signal,
      });
      return page.items[0] ?? null;
    },
  });

/** The newest version of the process, where the person may see it. */
export const useNewest = (key: string) =>
  useQuery({
    queryKey: ['process-definitions', 'newest', key],
    queryFn: async ({ signal }) => {
      const query = { key, is_newest: true, limit: 1 };
      const page = await api.get<Page<ProcessDefinition>>('/process-definitions', {
        query,
        signal,
      });
      return page.items[0] ?? null;
    },
    staleTime: 60_000,
  });

/** What the last instances took that were completed, that no other one called, and that one sees. */
export const useUsual = ({ definition_key: key, parent_id }: ProcessInstance) =>
  useQuery({
    queryKey: ['usual-times', key],
    // One that was called is another matter than one that was started.
    enabled: parent_id === null,
    queryFn: async ({ signal }) => {
      const filter = { definition_key: key, state: 'completed', parent_id: { $exists: false } };
      const body = { filter, page: { limit: PAGE_SIZE } };
      const page = await api.post<Page<ProcessInstance>>('/process-instances/search', body, {
        signal,
      });
      return usualOf(page.items);
    },
    staleTime: Infinity,
  });

export type FileKind = 'csv' | 'json';

/** Take one instance as a file. */
export const exportInstance = (id: string, kind: FileKind) =>
  api.fileOf('/process-instances/export', { filter: { id } }, { query: { format: kind } });

export const useData = (id: string) =>
  useQuery({
    queryKey: keyOf(id, 'variables'),
    queryFn: ({ signal }) => api.get<Variables>(`/process-instances/${id}/variables`, { signal }),
    refetchInterval: 15_000,
  });

/** The variables of live sub-processes, steps and rounds of loops. */
export const useScopes = (id: string) =>
  useQuery({
    queryKey: keyOf(id, 'scopes'),
    queryFn: ({ signal }) => api.get<LocalScopes>(`/process-instances/${id}/scopes`, { signal }),
  });

const useChange = <Input>(id: string, send: (input: Input) => Promise<unknown>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['process-instances'] }),
        client.invalidateQueries({ queryKey: ['user-tasks'] }),
        client.invalidateQueries({ queryKey: ['incidents'] }),
      ]),
    meta: { id },
  });
};

const post = (id: string, verb: string, body: unknown = {}) =>
  api.post(`/process-instances/${id}/${verb}`, body, { idempotencyKey: newKey() });

export const useSaveData = (id: string) =>
  useChange(id, (changes: Variables) =>
    api.patch(`/process-instances/${id}/variables`, changes, { idempotencyKey: newKey() }),
  );
/** Look at a secret value; what comes back is kept by nobody but the page that shows it. */
export const useReveal = (id: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, visit, reason }: { name: string; visit: string | null; reason: string }) =>
      api.post<RevealedVariable>(
        `/process-instances/${id}/variables/${encodeURIComponent(name)}/reveal`,
        { reason, activity_instance_id: visit },
      ),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(id, 'history') }),
  });
};
export const useCancel = (id: string) =>
  useChange(id, (reason: string) => post(id, 'cancel', reason ? { reason } : {}));
export const useTurn = (id: string, verb: 'suspend' | 'resume') =>
  useChange(id, () => post(id, verb));

/** What may be begun in the open ad-hoc sub-processes of an instance. */
export const useChoices = (id: string) =>
  useQuery({
    queryKey: keyOf(id, 'choices'),
    queryFn: ({ signal }) => api.get<Choices>(`/process-instances/${id}/choices`, { signal }),
  });

export const useBeginActivity = (id: string) =>
  useChange(id, (chosen: { id: string; visit: string | null }) =>
    post(id, 'begin-activity', { activity_id: chosen.id, activity_instance_id: chosen.visit }),
  );
export const useCompleteAdHoc = (id: string) =>
  useChange(id, (visit: string | null) =>
    post(id, 'complete-ad-hoc', { activity_instance_id: visit }),
  );

/** Hand over a message to this instance and no other one. */
export const useSendMessage = ({ process_instance_id, name, correlation_key }: Subscription) =>
  useChange(process_instance_id, (brought: Variables) => {
    const body = { process_instance_id, name, correlation_key, ...brought };
    return api.post('/messages/correlate', body, { idempotencyKey: newKey() });
  });

const postJob = (id: string, verb: string, body: unknown = {}) =>
  api.post<Job>(`/jobs/${id}/${verb}`, body, { idempotencyKey: newKey() });

export const useJobCommands = (instanceId: string) => ({
  retry: useChange(instanceId, (id: string) => postJob(id, 'retry')),
  runNow: useChange(instanceId, (id: string) => postJob(id, 'run-now')),
  setDueAt: useChange(instanceId, ({ id, dueAt }: { id: string; dueAt: string }) =>
    postJob(id, 'due-at', { due_at: dueAt }),
  ),
});
