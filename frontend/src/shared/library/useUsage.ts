import { useQuery } from '@tanstack/react-query';
import { api } from '@/shared/api';
import { fetchNewest, type VersionedKind } from './api';

/** An element of a process that names another definition; its name, else its id. */
export interface NamingElement {
  id: string;
  name: string;
}

/** What uses a form or a decision. */
export interface Usage {
  process_definitions: {
    id: string;
    key: string;
    name: string;
    version: number;
    elements: NamingElement[];
  }[];
  /** Only of forms: tasks that are open with its newest version. */
  open_user_tasks?: number;
}

/** The newest version of a form or decision with what uses it; null where it has none yet. */
export const useUsage = (kind: VersionedKind, key: string) =>
  useQuery({
    queryKey: [`${kind}s`, 'usage', key],
    queryFn: async ({ signal }) => {
      const all = await fetchNewest(kind, signal);
      const newest = all.find((one) => one.key === key);
      if (!newest) return null;
      const usage = await api.get<Usage>(`/${kind}s/${newest.id}/usage`, { signal });
      return { newest, all, ...usage };
    },
  });
