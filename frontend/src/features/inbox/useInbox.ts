import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useMe, type UserTask } from '@/shared/api';
import { useNow } from '@/shared/format';
import type { View } from '@/shared/tasks';
import { useTasks } from './api';
import { groupTasks, neighbour, type GroupBy } from './groups';
import { fit, type Offer } from './offers';
import { useSelection } from './useSelection';
import { useSteadyRows } from './useSteadyRows';
import { useTaskActions } from './useTaskActions';

const NO_TASKS: UserTask[] = [];

/** What the address says: text to filter by and how to group. */
const useAddress = () => {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return {
    text: params.get('text') ?? '',
    byProcess: params.get('by') === 'process',
    search: params.size > 0 ? `?${params.toString()}` : '',
    setText: (text: string) => set('text', text),
    setBy: (by: GroupBy) => set('by', by === 'process' ? by : ''),
  };
};

/** The ids as last shown with this task among them, for what comes after it. */
const useOrder = (ids: string[], taskId: string | undefined) => {
  const order = useRef(ids);
  useEffect(() => {
    if (ids.length > 0 && (!taskId || ids.includes(taskId))) order.current = ids;
  }, [ids, taskId]);
  return useCallback((id: string) => neighbour(order.current, id), []);
};

export interface Asked {
  offer: Offer;
  tasks: readonly UserTask[];
}

/** What a person is asked about: the dialog in front of the inbox. */
const useAsked = (onDone: () => void) => {
  const { username } = useMe();
  const [asked, setAsked] = useState<Asked | null>(null);
  return {
    asked,
    ask: (offer: Offer, tasks: readonly UserTask[]) => {
      const fitting = fit(tasks, offer, username);
      if (fitting.length > 0) setAsked({ offer, tasks: fitting });
    },
    closeAsked: () => setAsked(null),
    doneAsked: () => {
      setAsked(null);
      onDone();
    },
  };
};

/** State of the inbox: rows, the open task, selection, and what can be done. */
export const useInbox = (view: View) => {
  const { taskId } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const now = useNow();
  const address = useAddress();
  const { search, byProcess } = address;
  const [settled] = useDebouncedValue(address.text, 200);
  const [atList, setAtList] = useState(false);

  const query = useTasks(view, settled);
  const items = useMemo(
    () => query.data?.pages.flatMap((page) => page.items) ?? NO_TASKS,
    [query.data],
  );
  const steady = useSteadyRows(items, `${view}/${settled}`, atList);
  const { rows } = steady;
  const by: GroupBy = view === 'done' ? 'done' : byProcess ? 'process' : 'due';
  const groups = useMemo(() => groupTasks(rows, by, now), [rows, by, now]);
  const tasks = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const ids = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const selection = useSelection(ids);
  const nextAfter = useOrder(ids, taskId);

  const hrefOf = (task: UserTask) => `/inbox/${view}/${task.id}${search}`;
  const onCompleted = useCallback(
    (task: UserTask) => {
      const next = nextAfter(task.id);
      const path = next && next !== task.id ? `/${next}` : '';
      void navigate(`/inbox/${view}${path}${search}`, { replace: true });
    },
    [navigate, nextAfter, view, search],
  );
  const actions = useTaskActions(onCompleted);
  const asking = useAsked(selection.none);
  const open =
    tasks.find((task) => task.id === taskId) ??
    client.getQueryData<UserTask>(['user-tasks', 'one', taskId]);
  return {
    view,
    taskId,
    now,
    address,
    settled,
    query,
    by,
    groups,
    tasks,
    ids,
    selection,
    chosen: tasks.filter((task) => selection.ids.has(task.id)),
    actions,
    ...asking,
    open,
    waiting: steady.waiting,
    showAll: steady.showAll,
    setAtList,
    hrefOf,
    listHref: `/inbox/${view}${search}`,
    refresh: () => void client.invalidateQueries({ queryKey: ['user-tasks'] }),
  };
};

export type Inbox = ReturnType<typeof useInbox>;
