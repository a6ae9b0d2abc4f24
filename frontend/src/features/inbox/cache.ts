/** What the pages hold of tasks, changed before the server has answered and put back where it refuses. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page, UserTask } from '@/shared/api';
import type { View } from '@/shared/tasks';

type Tasks = InfiniteData<Page<UserTask>, string | null>;

/** Change or drop one task in every list that is loaded. */
export const editLists = (
  client: QueryClient,
  change: (task: UserTask, view: View) => UserTask | null,
) => {
  const lists = client.getQueriesData<Tasks>({ queryKey: ['user-tasks', 'list'] });
  for (const [key, data] of lists) {
    if (!data) continue;
    const view = key[2] as View;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((task) => change(task, view)).filter((task) => task !== null),
    }));
    client.setQueryData<Tasks>(key, { ...data, pages });
  }
};

export const FREE_VIEWS: readonly View[] = ['groups', 'unassigned'];

export const refresh = (client: QueryClient, id: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['user-tasks', 'list'] }),
    client.invalidateQueries({ queryKey: ['user-tasks', 'counts'] }),
    client.invalidateQueries({ queryKey: ['user-tasks', 'one', id] }),
    client.invalidateQueries({ queryKey: ['user-tasks', 'history', id] }),
    client.invalidateQueries({ queryKey: ['user-tasks', 'candidates', id] }),
  ]);

interface Before {
  lists: [readonly unknown[], Tasks | undefined][];
  one: UserTask | undefined;
}

/**
 * Stop the reads on their way that `refresh` begins anew, and remember what is shown, to put it
 * back after a refusal. Form and draft stay on their way: nothing would ask for them again.
 */
export const remember = async (client: QueryClient, id: string): Promise<Before> => {
  await Promise.all(
    [['list'], ['counts'], ['one', id]].map((kind) =>
      client.cancelQueries({ queryKey: ['user-tasks', ...kind] }),
    ),
  );
  return {
    lists: client.getQueriesData<Tasks>({ queryKey: ['user-tasks', 'list'] }),
    one: client.getQueryData<UserTask>(['user-tasks', 'one', id]),
  };
};

export const putBack = (client: QueryClient, id: string, before: Before | undefined) => {
  before?.lists.forEach(([key, data]) => client.setQueryData(key, data));
  if (before?.one) client.setQueryData(['user-tasks', 'one', id], before.one);
};
