import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  api,
  isProblem,
  newKey,
  useMe,
  type JsonObject,
  type Page,
  type SortKey,
  type TaskForm,
  type UserTask,
  type Variables,
} from '@/shared/api';
import { timeZone } from '@/shared/format';
import type { View } from '@/shared/tasks';
import { editLists, FREE_VIEWS, putBack, refresh, remember } from './cache';

/** Short enough that a claim of another person shows within two seconds. */
const POLL_MS = 1_500;
/** What fills a screen comes at once, what is scrolled to in fewer calls. */
const pageSize = (cursor: string | null): number => (cursor === null ? 100 : 300);
/** So many pages are read each time; with more the list is read as much less often. */
const PAGES_AT_ONCE = 3;
/** A filter that is gone, and criteria that cannot be read, are so the next time as well. */
const FOR_GOOD = new Set([404, 422]);

/** All pages that are shown are read again one after the other, so a long list is so less often. */
export const pollAfter = (pages: number): number =>
  POLL_MS * Math.max(1, Math.ceil(pages / PAGES_AT_ONCE));

/** What a list shows: one of the inbox's own lists or a saved filter, narrowed down. */
export interface ListQuery {
  view: View | null;
  filterId: string | null;
  text: string;
  where: JsonObject | null;
  sort: SortKey | null;
}

const search = ({ view, filterId, text, where, sort }: ListQuery, cursor: string | null) => ({
  ...(view ? { view } : {}),
  ...(filterId ? { filter_id: filterId } : {}),
  time_zone: timeZone(),
  // A condition on any text may be among the others; both hold.
  filter: text ? { text, ...(where ? { $or: [where] } : {}) } : (where ?? {}),
  sort: sort ? [sort] : [],
  page: { limit: pageSize(cursor), cursor },
  include_total: cursor === null,
});

export const tasksQuery = (list: ListQuery) =>
  infiniteQueryOptions({
    queryKey: ['user-tasks', 'list', list.view ?? list.filterId, list],
    queryFn: ({ pageParam, signal }) => {
      const { view, text, where, sort } = list;
      if (!view || where || sort)
        return api.post<Page<UserTask>>('/user-tasks/search', search(list, pageParam), { signal });
      return api.get<Page<UserTask>>('/user-tasks', {
        query: { view, text, time_zone: timeZone(), limit: pageSize(pageParam), cursor: pageParam },
        signal,
      });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.page.next_cursor,
    refetchInterval: (query) => pollAfter(query.state.data?.pages.length ?? 0),
    retry: (failures, error) => failures < 3 && !(isProblem(error) && FOR_GOOD.has(error.status)),
  });

/** The tasks of a list; of a filter that is no longer there, the filters are read again. */
export const useTasks = (list: ListQuery) => {
  const client = useQueryClient();
  const query = useInfiniteQuery(tasksQuery(list));
  const isGone = list.filterId !== null && isProblem(query.error) && query.error.isGone;
  useEffect(() => {
    if (isGone) void client.invalidateQueries({ queryKey: ['task-filters'] });
  }, [isGone, client]);
  return query;
};

const taskOptions = (id: string) =>
  queryOptions({
    queryKey: ['user-tasks', 'one', id],
    queryFn: ({ signal }) => api.get<UserTask>(`/user-tasks/${id}`, { signal }),
  });

export const useTask = (id: string | undefined) =>
  useQuery({
    ...taskOptions(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'open' ? POLL_MS : false),
  });

export const useTaskForm = (task: UserTask) =>
  useQuery({
    queryKey: ['user-tasks', 'form', task.id],
    queryFn: ({ signal }) => api.get<TaskForm>(`/user-tasks/${task.id}/form`, { signal }),
    refetchOnWindowFocus: false,
    staleTime: 30_000,
  });

export interface TaskDraft extends Variables {
  updated_at: string | null;
  /** The form that it was typed into; null without one. */
  form_version: number | null;
  /** Typed into another version of the form. */
  is_outdated: boolean;
  /** What the fields of that form were called, by key. */
  labels: Record<string, string>;
  revision: number;
}

export const useDraft = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['user-tasks', 'draft', id],
    queryFn: ({ signal }) => fetchDraft(id, signal),
    enabled,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });

export const fetchDraft = (id: string, signal?: AbortSignal): Promise<TaskDraft> =>
  api.get<TaskDraft>(`/user-tasks/${id}/draft`, { signal });

export interface DraftBody extends Variables {
  form_id?: string;
}

/** Keep what was typed; refused with 412 where another device saved meanwhile. */
export const saveDraft = (id: string, body: DraftBody, revision: number): Promise<TaskDraft> =>
  api.put<TaskDraft>(`/user-tasks/${id}/draft`, body, { ifMatch: revision });

export const useClaim = () => {
  const client = useQueryClient();
  const { username } = useMe();
  return useMutation({
    mutationFn: (task: UserTask) =>
      api.post<UserTask>(`/user-tasks/${task.id}/claim`, {}, { idempotencyKey: newKey() }),
    onMutate: async (task) => {
      const before = await remember(client, task.id);
      const mine = {
        ...task,
        assignee: username,
        can_claim: false,
        can_complete: true,
        why_not: null,
      };
      if (before.one) client.setQueryData(['user-tasks', 'one', task.id], mine);
      editLists(client, (other, view) => {
        if (other.id !== task.id) return other;
        return FREE_VIEWS.includes(view) ? null : mine;
      });
      return before;
    },
    onError: (_error, task, before) => putBack(client, task.id, before),
    onSuccess: (task) => client.setQueryData(['user-tasks', 'one', task.id], task),
    onSettled: (_data, _error, task) => refresh(client, task.id),
  });
};

export const useRelease = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (task: UserTask) =>
      api.post<UserTask>(`/user-tasks/${task.id}/unclaim`, {}, { idempotencyKey: newKey() }),
    onMutate: async (task) => {
      const before = await remember(client, task.id);
      editLists(client, (other, view) => (other.id === task.id && view === 'mine' ? null : other));
      return before;
    },
    onError: (_error, task, before) => putBack(client, task.id, before),
    onSuccess: (task) => client.setQueryData(['user-tasks', 'one', task.id], task),
    onSettled: (_data, _error, task) => refresh(client, task.id),
  });
};

export interface Completion {
  task: UserTask;
  changes: Variables;
  /** The way out that was chosen, where the form has several. */
  outcome: string | null;
  /** One key per intention: the same one is sent again after a lost answer. */
  key: string;
}

export const useComplete = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, changes, outcome, key }: Completion) =>
      api.post<unknown>(
        `/user-tasks/${task.id}/complete`,
        outcome === null ? changes : { ...changes, outcome },
        { idempotencyKey: key },
      ),
    onMutate: async ({ task }) => {
      const before = await remember(client, task.id);
      editLists(client, (other, view) => (other.id === task.id && view !== 'done' ? null : other));
      return before;
    },
    onError: (_error, { task }, before) => putBack(client, task.id, before),
    onSettled: (_data, _error, { task }) => refresh(client, task.id),
    // Nothing came back: the same key makes a second try harmless.
    retry: (failures, error) => isProblem(error) && error.isUnreachable && failures < 2,
  });
};
