import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  api,
  newKey,
  usePages,
  type Incident,
  type IncidentGroup,
  type IncidentGroupRetry,
  type JsonObject,
  type KeptMessage,
  type Page,
} from '@/shared/api';

export type State = 'open' | 'resolved';

const GROUPS = 100;
const MEMBERS = 20;
const POLL_MS = 5_000;

const loadGroups = (query: Record<string, string | number | boolean | null>, signal: AbortSignal) =>
  api.get<Page<IncidentGroup>>('/incidents/groups', { query, signal });

/** The faults, the biggest first. */
export const useGroups = (state: State, process: string) =>
  usePages({
    queryKey: ['incidents', 'groups', state, process],
    load: (cursor, signal) => {
      const query = { state, limit: GROUPS, cursor, include_total: cursor === null };
      return loadGroups(process ? { ...query, definition_key: process } : query, signal);
    },
    id: 'fingerprint',
    // What is resolved changes only with what is open.
    pollMs: state === 'open' && POLL_MS,
  });

/** One fault; null where nothing of this state is left of it. */
export const useGroup = (fingerprint: string | null, state: State) =>
  useQuery({
    queryKey: ['incidents', 'group', fingerprint, state],
    enabled: fingerprint !== null,
    queryFn: async ({ signal }) => {
      const page = await loadGroups({ state, fingerprint, limit: 1 }, signal);
      return page.items[0] ?? null;
    },
    refetchInterval: POLL_MS,
  });

/** The incidents of one group, the newest first. */
export const useMembers = (fingerprint: string, state: State) =>
  usePages({
    queryKey: ['incidents', 'members', fingerprint, state],
    load: (cursor, signal) => {
      const filter: JsonObject = { fingerprint, resolved_at: { $exists: state === 'resolved' } };
      const body = { filter, page: { limit: MEMBERS, cursor } };
      return api.post<Page<Incident>>('/incidents/search', body, { signal });
    },
    id: 'id',
    pollMs: POLL_MS,
  });

/** Messages that nobody has received yet, the oldest first; all of them where no name is typed. */
export const useKeptMessages = (name: string) =>
  usePages({
    queryKey: ['kept-messages', name],
    load: (cursor, signal) => {
      const filter: JsonObject = name ? { name: { $like: `%${name}%` } } : {};
      const body = { filter, page: { limit: GROUPS, cursor }, include_total: cursor === null };
      return api.post<Page<KeptMessage>>('/kept-messages/search', body, { signal });
    },
    id: 'id',
    pollMs: POLL_MS,
  });

/** Whatever came of it, the list is read anew: somebody may have received the message meanwhile. */
export const useDiscard = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ message, reason }: { message: KeptMessage; reason: string }) =>
      api.post<KeptMessage>(
        `/kept-messages/${message.id}/discard`,
        { reason },
        { idempotencyKey: newKey() },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['kept-messages'] }),
  });
};

export interface GroupOutcome {
  retried: number;
  /** How many stand in the same place again. */
  again: number;
  refused: number;
  /** Why the first of those could not be tried. */
  why: string;
}

const pathOf = (group: IncidentGroup, verb: string): string =>
  `/incidents/groups/${encodeURIComponent(group.fingerprint)}/${verb}`;

/**
 * Try everything once that the person saw: one call reaches a hundred, the next goes on after those. What fails again
 * opens a newer incident, beyond the newest one that was there at first.
 */
const retryGroup = async (
  group: IncidentGroup,
  onTurn: (turns: number) => void,
): Promise<GroupOutcome> => {
  const outcome: GroupOutcome = { retried: 0, again: 0, refused: 0, why: '' };
  let answer: IncidentGroupRetry | null = null;
  do {
    const bounds: JsonObject = { up_to: group.sample.id, after: answer?.last_id ?? null };
    answer = await api.post<IncidentGroupRetry>(pathOf(group, 'retry'), bounds, {
      idempotencyKey: newKey(),
    });
    outcome.retried += answer.retried;
    outcome.again += answer.failed_again;
    outcome.refused += answer.failed.length;
    outcome.why ||= answer.failed[0]?.detail ?? '';
    onTurn(outcome.retried + outcome.refused);
  } while (answer.remaining > 0);
  return outcome;
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

/** How many had their turn is told while it goes on. */
export const useRetryGroup = () => {
  const [turns, setTurns] = useState(0);
  const change = useChange((group: IncidentGroup) => retryGroup(group, setTurns));
  return { ...change, turns };
};

const postToGroup = (group: IncidentGroup, verb: string, body: JsonObject) =>
  api.post<IncidentGroup>(pathOf(group, verb), body, { idempotencyKey: newKey() });

interface Written {
  group: IncidentGroup;
  value: string | null;
}

export const useOwn = () =>
  useChange(({ group, value }: Written) => postToGroup(group, 'owner', { owner: value }));

export const useAnnotate = () =>
  useChange(({ group, value }: Written) => postToGroup(group, 'annotate', { note: value }));
