/** Commands on one task or on many, beside claiming, releasing and completing. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  isProblem,
  newKey,
  type JsonObject,
  type Page,
  type Person,
  type TaskResults,
  type UserTask,
} from '@/shared/api';
import { editLists, putBack, refresh, remember } from './cache';

export interface TaskCommand {
  task: UserTask;
  /** Below the task's address: `assign`, `due-at`, `candidates/add` … */
  path: string;
  body: JsonObject;
  /** What is shown at once, where the outcome is certain but for a refusal. */
  shown?: Partial<UserTask>;
}

const isPutOff = ({ follow_up_at }: Partial<UserTask>): boolean =>
  !!follow_up_at && new Date(follow_up_at) > new Date();

/** What was put off leaves the lists of what is to be done now. */
const PRESENT = ['mine', 'groups', 'unassigned'];

/** Refused with 412 where somebody changed the task since it was shown. */
export const useTaskCommand = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ task, path, body }: TaskCommand) =>
      api.post<UserTask>(`/user-tasks/${task.id}/${path}`, body, {
        idempotencyKey: newKey(),
        ifMatch: task.revision,
      }),
    onMutate: async ({ task, shown }) => {
      if (!shown) return undefined;
      const before = await remember(client, task.id);
      if (before.one) client.setQueryData(['user-tasks', 'one', task.id], { ...task, ...shown });
      editLists(client, (other, view) => {
        if (other.id !== task.id) return other;
        return isPutOff(shown) && PRESENT.includes(view) ? null : { ...other, ...shown };
      });
      return before;
    },
    onError: (_error, { task }, before) => putBack(client, task.id, before),
    onSuccess: (task) => client.setQueryData(['user-tasks', 'one', task.id], task),
    onSettled: (_data, _error, { task }) => refresh(client, task.id),
  });
};

/** As many as the server takes at a time. */
const AT_ONCE = 100;

export interface ManyCommand {
  tasks: readonly UserTask[];
  path: 'claim' | 'assign' | 'due-at' | 'complete';
  body: JsonObject;
  /** One key per intention: the same one is sent again after a lost answer. */
  key: string;
}

/** One command on many tasks; each is done or refused by itself. */
export const useManyTasks = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ tasks, path, body, key }: ManyCommand): Promise<TaskResults> => {
      const all: TaskResults = { succeeded: 0, failed: 0, items: [] };
      for (let at = 0; at < tasks.length; at += AT_ONCE) {
        const ids = tasks.slice(at, at + AT_ONCE).map((task) => task.id);
        const some = await api.post<TaskResults>(
          `/user-tasks/bulk/${path}`,
          { ids, ...body },
          { idempotencyKey: `${key}-${at}` },
        );
        all.succeeded += some.succeeded;
        all.failed += some.failed;
        all.items.push(...some.items);
      }
      return all;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['user-tasks'] }),
    retry: (failures, error) => isProblem(error) && error.isUnreachable && failures < 2,
  });
};

/** People who may take a task, whose name holds a text. */
export const useCandidates = (taskId: string | undefined, text: string) =>
  useQuery({
    queryKey: ['user-tasks', 'candidates', taskId, text],
    enabled: taskId !== undefined,
    queryFn: async ({ signal }) => {
      const query = { q: text };
      const found = await api.get<{ items: Person[] }>(`/user-tasks/${taskId}/candidates`, {
        query,
        signal,
      });
      return found.items;
    },
    placeholderData: keepPreviousData,
  });

const MOST_SUGGESTIONS = 20;

/** Everybody whose name holds a text. */
export const usePeople = (text: string) =>
  useQuery({
    queryKey: ['users', 'picker', text],
    queryFn: async ({ signal }) => {
      const query = { text, limit: MOST_SUGGESTIONS };
      const page = await api.get<Page<Person & { is_active: boolean }>>('/users', {
        query,
        signal,
      });
      return page.items.filter((person) => person.is_active);
    },
    placeholderData: keepPreviousData,
  });

/** Groups whose name holds a text. */
export const useGroups = (text: string) =>
  useQuery({
    queryKey: ['groups', 'picker', text],
    queryFn: async ({ signal }) => {
      const query = { text, limit: MOST_SUGGESTIONS };
      return (await api.get<Page<{ name: string }>>('/groups', { query, signal })).items;
    },
    placeholderData: keepPreviousData,
  });
