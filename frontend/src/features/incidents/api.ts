import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  newKey,
  type Incident,
  type IncidentGroup,
  type IncidentGroupRetry,
  type JsonObject,
  type Page,
} from '@/shared/api';
import { groupIncidents, hoursBegin } from './groups';
import { inLanes } from './lanes';

export type State = 'open' | 'resolved';

const LIMIT = 500;
/** Members of one group that are read; owner and note are written to these. */
export const MEMBERS = 100;
const POLL_MS = 5_000;
const OPEN: JsonObject = { resolved_at: { $exists: false } };
const RESOLVED: JsonObject = { resolved_at: { $exists: true } };

const search = (filter: JsonObject, limit: number, signal: AbortSignal) =>
  api.post<Page<Incident>>(
    '/incidents/search',
    {
      filter,
      sort: [{ field: 'created_at', order: 'desc' }],
      page: { limit },
      include_total: true,
    },
    { signal },
  );

export interface Groups {
  groups: IncidentGroup[];
  /** How many groups there are, shown or not. */
  total: number;
  /** Only so many incidents went into the groups. */
  isPartial: boolean;
}

/** The server groups what is open; of what is resolved the newest are grouped here. */
const loadGroups = async (state: State, signal: AbortSignal): Promise<Groups> => {
  if (state === 'open') {
    const query = { limit: LIMIT, include_total: true };
    const page = await api.get<Page<IncidentGroup>>('/incidents/groups', { query, signal });
    const total = page.page.total ?? page.items.length;
    return { groups: page.items, total, isPartial: total > page.items.length };
  }
  const page = await search(RESOLVED, LIMIT, signal);
  const groups = groupIncidents(page.items);
  return { groups, total: groups.length, isPartial: page.page.next_cursor !== null };
};

export const useGroups = (state: State) =>
  useQuery({
    queryKey: ['incidents', 'groups', state],
    queryFn: ({ signal }) => loadGroups(state, signal),
    refetchInterval: POLL_MS,
  });

/** What was opened in the last hours; null where that is more than one page tells. */
export const useRecent = (state: State, now: Date) => {
  const since = hoursBegin(now);
  return useQuery({
    queryKey: ['incidents', 'recent', state, since],
    queryFn: async ({ signal }) => {
      const filter = { ...(state === 'open' ? OPEN : RESOLVED), created_at: { $gte: since } };
      const page = await search(filter, LIMIT, signal);
      return page.page.next_cursor === null ? page.items : null;
    },
    placeholderData: (before) => before,
  });
};

/** Incidents that somebody looks after. */
export const useOwned = (state: State) =>
  useQuery({
    queryKey: ['incidents', 'owned', state],
    queryFn: async ({ signal }) => {
      const filter = { ...(state === 'open' ? OPEN : RESOLVED), owner: { $exists: true } };
      return (await search(filter, LIMIT, signal)).items;
    },
    refetchInterval: POLL_MS * 3,
  });

/** The newest incidents of one group. */
export const useMembers = (fingerprint: string, state: State) =>
  useQuery({
    queryKey: ['incidents', 'members', fingerprint, state],
    queryFn: async ({ signal }) => {
      const filter = { ...(state === 'open' ? OPEN : RESOLVED), fingerprint };
      return (await search(filter, MEMBERS, signal)).items;
    },
    refetchInterval: POLL_MS,
  });

export interface GroupOutcome {
  retried: number;
  /** How many stand in the same place again. */
  again: number;
  /** Why, for each that could not be tried. */
  refused: string[];
}

const countOpen = async (fingerprint: string): Promise<number> => {
  const page = await api.get<Page<IncidentGroup>>('/incidents/groups', { query: { fingerprint } });
  return page.items[0]?.count ?? 0;
};

/** Ask until every incident that was open at first had its turn; one call reaches a hundred. */
const retryGroup = async ({ fingerprint }: IncidentGroup): Promise<GroupOutcome> => {
  const path = `/incidents/groups/${encodeURIComponent(fingerprint)}/retry`;
  const refused: string[] = [];
  let [retried, turns, answer] = [0, 0, null as IncidentGroupRetry | null];
  let planned = await countOpen(fingerprint);
  do {
    answer = await api.post<IncidentGroupRetry>(path, {}, { idempotencyKey: newKey() });
    retried += answer.retried;
    refused.push(...answer.failed.map((one) => one.detail));
    turns = answer.retried + answer.failed.length;
    planned -= turns;
    // Those that fail at once are open again, so that the server's own count would never end.
  } while (answer.retried > 0 && answer.remaining > 0 && planned > 0);
  const left = await countOpen(fingerprint);
  return { retried, refused, again: Math.min(retried, Math.max(0, left - refused.length)) };
};

const useChange = <Input, Output>(change: (input: Input) => Promise<Output>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['incidents'] }),
        client.invalidateQueries({ queryKey: ['process-instances'] }),
      ]),
  });
};

export const useRetryGroup = () => useChange(retryGroup);

const writeToEach = (incidents: readonly Incident[], verb: string, body: JsonObject) =>
  inLanes(incidents, ({ id }) =>
    api.post(`/incidents/${id}/${verb}`, body, { idempotencyKey: newKey() }),
  );

interface Written<T> {
  incidents: readonly Incident[];
  value: T;
}

export const useOwn = () =>
  useChange(({ incidents, value }: Written<string | null>) =>
    writeToEach(incidents, 'owner', { owner: value }),
  );

export const useAnnotate = () =>
  useChange(({ incidents, value }: Written<string | null>) =>
    writeToEach(incidents, 'annotate', { note: value }),
  );
