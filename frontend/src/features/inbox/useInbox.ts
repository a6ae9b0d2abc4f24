import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { unique, useMe, type SortKey, type TaskFilter, type UserTask } from '@/shared/api';
import { useNow } from '@/shared/format';
import type { View } from '@/shared/tasks';
import { useTask, useTasks } from './api';
import { isColumn, USUAL_COLUMNS } from './filters/columns';
import { fromLink, toLink, type Criteria } from './filters/criteria';
import { GROUPINGS, groupTasks, neighbour, type GroupBy } from './groups';
import { fit, type Offer } from './offers';
import { useSelection } from './useSelection';
import { useSteadyRows } from './useSteadyRows';
import { useTaskActions } from './useTaskActions';

const NO_TASKS: UserTask[] = [];

/** The lists that the inbox has by itself, and those that people keep. */
export interface ListOf {
  view: View | null;
  filter: TaskFilter | null;
}

const readSort = (text: string | null): SortKey | null => {
  const [field, order] = text?.split(':') ?? [];
  return field ? { field, order: order === 'desc' ? 'desc' : 'asc' } : null;
};

/** What the address says: what to filter by, how to group, sort and draw. A link shows the same to others. */
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
  const linked = params.get('where') ?? '';
  const sort = params.get('sort');
  const where = useMemo(() => fromLink(linked), [linked]);
  return {
    text: params.get('text') ?? '',
    where,
    isBroken: linked !== '' && where === null,
    by: GROUPINGS.find((one) => one === params.get('by')),
    sort: useMemo(() => readSort(sort), [sort]),
    look: params.get('look'),
    search: params.size > 0 ? `?${params.toString()}` : '',
    setText: (text: string) => set('text', text),
    setWhere: (criteria: Criteria | null) => set('where', criteria ? toLink(criteria) : ''),
    clear: () =>
      setParams(
        (before) => {
          before.delete('text');
          before.delete('where');
          return before;
        },
        { replace: true },
      ),
    setLook: (look: 'list' | 'table') => set('look', look),
    setBy: (by: GroupBy) =>
      setParams(
        (before) => {
          before.delete('sort');
          before.set('by', by);
          return before;
        },
        { replace: true },
      ),
    setSort: (sort: SortKey | null) =>
      setParams(
        (before) => {
          before.delete('by');
          if (sort) before.set('sort', `${sort.field}:${sort.order}`);
          else before.delete('sort');
          return before;
        },
        { replace: true },
      ),
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

/** How the list is grouped, sorted and drawn: as the address says, else as the filter was kept. */
const arrange = (address: ReturnType<typeof useAddress>, { view, filter }: ListOf) => {
  const kept = filter?.sort[0] ?? null;
  const sort = address.sort ?? kept;
  const usual: GroupBy = view === 'done' ? 'done' : 'due';
  const by: GroupBy = address.by ?? (sort ? 'none' : usual);
  const columns = (filter?.columns ?? []).filter(isColumn);
  const look = address.look ?? (columns.length > 0 ? 'table' : 'list');
  return {
    by,
    sort,
    columns: columns.length > 0 ? columns : USUAL_COLUMNS,
    isTable: look === 'table',
  };
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
export const useInbox = ({ view, filter }: ListOf) => {
  const { taskId } = useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const now = useNow();
  const address = useAddress();
  const { search, where, sort } = address;
  const base = filter ? `/inbox/filter/${filter.id}` : `/inbox/${view}`;
  const [settled] = useDebouncedValue(address.text, 200);
  const [atList, setAtList] = useState(false);

  const list = { view, filterId: filter?.id ?? null, text: settled, where, sort };
  const query = useTasks(list);
  const items = useMemo(
    () =>
      query.data
        ? unique(
            query.data.pages.flatMap((page) => page.items),
            'id',
          )
        : NO_TASKS,
    [query.data],
  );
  const steady = useSteadyRows(items, JSON.stringify(list), atList);
  const { rows } = steady;
  const arrangement = arrange(address, { view, filter });
  const { by } = arrangement;
  const { hasNextPage } = query;
  const groups = useMemo(
    () => groupTasks(rows, by, now, hasNextPage),
    [rows, by, now, hasNextPage],
  );
  const tasks = useMemo(() => groups.flatMap((group) => group.tasks), [groups]);
  const ids = useMemo(() => tasks.map((task) => task.id), [tasks]);
  const selection = useSelection(ids);
  const nextAfter = useOrder(ids, taskId);

  const hrefOf = (task: UserTask) => `${base}/${task.id}${search}`;
  const onCompleted = useCallback(
    (task: UserTask) => {
      const next = nextAfter(task.id);
      const path = next && next !== task.id ? `/${next}` : '';
      void navigate(`${base}${path}${search}`, { replace: true });
    },
    [navigate, nextAfter, base, search],
  );
  const actions = useTaskActions(onCompleted);
  const asking = useAsked(selection.none);
  // Keys act on it before the list has come, and where it is not in the list at all.
  const alone = useTask(taskId).data;
  const open = tasks.find((task) => task.id === taskId) ?? alone;
  const total = query.data?.pages[0]?.page.total ?? null;
  return {
    view,
    filter,
    base,
    taskId,
    total,
    ...arrangement,
    isNarrowed: settled !== '' || where !== null || address.isBroken,
    now,
    address,
    settled,
    query,
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
    listHref: `${base}${search}`,
    refresh: () => void client.invalidateQueries({ queryKey: ['user-tasks'] }),
  };
};

export type Inbox = ReturnType<typeof useInbox>;
