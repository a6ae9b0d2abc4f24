import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Page } from '@/shared/api';

/** What can be given for a single process. */
export const PERMISSIONS = [
  'process_instance.start',
  'process_definition.read',
  'process_instance.read',
  'process_instance.operate',
] as const;
export type ProcessPermission = (typeof PERMISSIONS)[number];

/** One permission and who has it: either a user or a group. */
export interface Grant {
  permission: string;
  user: string | null;
  group: string | null;
}

export interface Grants {
  key: string;
  /** Given on this process alone. */
  grants: Grant[];
  /** Given for every process. */
  everywhere: Grant[];
  /** Named as starters by the newest version. */
  starters: Grant[];
}

export type Receiver = 'group' | 'user';

const path = (key: string) => `/process-definitions/by-key/${encodeURIComponent(key)}/permissions`;

const queryKey = (key: string) => ['process-permissions', key];

export const useGrants = (key: string) =>
  useQuery({
    queryKey: queryKey(key),
    queryFn: ({ signal }) => api.get<Grants>(path(key), { signal }),
  });

/** Give a permission on a process, or take it back. */
export const useChangeGrant = (key: string) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ grant, isGiven }: { grant: Grant; isGiven: boolean }) =>
      isGiven ? api.post<Grants>(path(key), grant) : api.delete<Grants>(path(key), { body: grant }),
    onSuccess: (grants) => client.setQueryData(queryKey(key), grants),
    onError: () => client.invalidateQueries({ queryKey: queryKey(key) }),
  });
};

const MOST_SUGGESTIONS = 20;

/** Names of groups or of active people that hold a text. */
export const useReceivers = (kind: Receiver, text: string) =>
  useQuery({
    queryKey: ['receivers', kind, text],
    queryFn: async ({ signal }): Promise<string[]> => {
      const query = { text, limit: MOST_SUGGESTIONS };
      if (kind === 'group') {
        const { items } = await api.get<Page<{ name: string }>>('/groups', { query, signal });
        return items.map(({ name }) => name);
      }
      const { items } = await api.get<Page<{ username: string; is_active: boolean }>>('/users', {
        query,
        signal,
      });
      return items.filter((one) => one.is_active).map(({ username }) => username);
    },
    placeholderData: keepPreviousData,
  });
