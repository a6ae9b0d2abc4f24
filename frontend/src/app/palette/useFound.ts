import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  api,
  useMay,
  type Page,
  type ProcessDefinition,
  type ProcessInstance,
  type UserTask,
} from '@/shared/api';
import { isId } from './items';

const LIMIT = 6;
const search = <T>(path: string, filter: Record<string, unknown>, signal: AbortSignal) =>
  api
    .post<Page<T>>(path, { filter, page: { limit: LIMIT } }, { signal })
    .then((page) => page.items);

const likeAnywhere = (text: string) => ({ $like: `%${text.replace(/[\\%_]/g, '\\$&')}%` });

/** Tasks and instances that fit the text, from the server. */
export const useFound = (query: string) => {
  const reads = useMay('process_instance.read');
  const text = query.trim();
  return useQuery({
    queryKey: ['palette', text],
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    queryFn: async ({ signal }) => {
      const byId = isId(text);
      const taskFilter = byId ? { process_instance_id: text } : { text };
      const instanceFilter = byId ? { id: text } : { business_key: likeAnywhere(text) };
      const [tasks, instances] = await Promise.all([
        search<UserTask>('/user-tasks/search', taskFilter, signal),
        reads ? search<ProcessInstance>('/process-instances/search', instanceFilter, signal) : [],
      ]);
      return { tasks, instances };
    },
  });
};

/** Processes that the person may start. */
export const useStartable = () =>
  useQuery({
    queryKey: ['process-definitions', 'startable'],
    queryFn: ({ signal }) =>
      api.get<Page<ProcessDefinition>>('/process-definitions', {
        query: { startable: true },
        signal,
      }),
    staleTime: 30_000,
  });
