import { useQuery } from '@tanstack/react-query';
import { api, type Page, type ProcessDefinition } from '@/shared/api';

export { LiveDiagram } from './LiveDiagram';
export { fetchModel, useModel } from './models';

const PAGE = 500;

/** Read all versions that one may see, with their figures, page by page. */
export const fetchVersions = async (
  key?: string,
  signal?: AbortSignal,
): Promise<ProcessDefinition[]> => {
  const all: ProcessDefinition[] = [];
  let cursor: string | null = null;
  do {
    const { items, page }: Page<ProcessDefinition> = await api.get('/process-definitions', {
      query: { key, include: 'counts', limit: PAGE, cursor },
      signal,
    });
    all.push(...items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
};

/** The processes that one may filter by, and the one that is filtered by now. */
export const useProcessChoices = (chosen: string): { value: string; label: string }[] => {
  const { data } = useQuery({
    queryKey: ['process-definitions', 'keys'],
    queryFn: ({ signal }) =>
      api.get<Page<ProcessDefinition>>('/process-definitions', {
        query: { is_newest: true, limit: PAGE },
        signal,
      }),
    staleTime: 60_000,
  });
  const names = new Map(data?.items.map((one) => [one.key, one.name || one.key]));
  if (chosen && !names.has(chosen)) names.set(chosen, chosen);
  return [...names].map(([value, label]) => ({ value, label }));
};
export { useStarts } from './starts';
