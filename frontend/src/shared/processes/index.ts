import { api, type Page, type ProcessDefinition } from '@/shared/api';

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
