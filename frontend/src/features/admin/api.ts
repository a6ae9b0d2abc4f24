import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, newKey, type Group, type Page, type User } from '@/shared/api';

const LIMIT = 500;

export const useUsers = (text: string) =>
  useQuery({
    queryKey: ['users', text],
    queryFn: ({ signal }) =>
      api.get<Page<User>>('/users', { query: { text, limit: LIMIT, include_total: true }, signal }),
  });

export const useGroups = () =>
  useQuery({
    queryKey: ['groups'],
    queryFn: ({ signal }) => api.get<Page<Group>>('/groups', { query: { limit: LIMIT }, signal }),
  });

export interface NewUser {
  username: string;
  password: string;
  first_name: string;
  last_name: string;
  email: string;
  groups: string[];
}

export interface NewGroup {
  name: string;
  display_name: string;
}

const useChange = <Input, Result>(send: (input: Input) => Promise<Result>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['users'] }),
        client.invalidateQueries({ queryKey: ['groups'] }),
      ]),
  });
};

const userPath = ({ username }: User): string => `/users/${encodeURIComponent(username)}`;

export const useAddUser = () =>
  useChange((user: NewUser) => api.post<User>('/users', user, { idempotencyKey: newKey() }));
export const useAddGroup = () =>
  useChange((group: NewGroup) => api.post<Group>('/groups', group, { idempotencyKey: newKey() }));
export const useDeactivate = () =>
  useChange((user: User) => api.post<User>(`${userPath(user)}/deactivate`));
export const useActivate = () =>
  useChange((user: User) => api.post<User>(`${userPath(user)}/activate`));
