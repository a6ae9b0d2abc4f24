import {
  api,
  type ConnectorTemplate,
  type Page,
  type ProcessDefinition,
  type TimerPreview,
} from '@/shared/api';
import type { Processes } from './panel/calls';
import type { TimerQuestion } from './panel/TimerFirings';

export const deleteDraft = (id: string) => api.delete(`/drafts/${id}`);

export const previewTimer = (question: TimerQuestion, signal: AbortSignal) =>
  api.post<TimerPreview>('/timers/preview', question, { signal });

export const fetchConnectors = async (signal?: AbortSignal): Promise<ConnectorTemplate[]> =>
  (await api.get<{ items: ConnectorTemplate[] }>('/connectors', { signal })).items;

/** The live version of a process, or null where there is none yet; a list, because none is no error. */
export const fetchLive = async (
  key: string,
  signal?: AbortSignal,
): Promise<ProcessDefinition | null> => {
  const { items } = await api.get<Page<ProcessDefinition>>('/process-definitions', {
    query: { key, is_newest: true, include: 'counts', limit: 1 },
    signal,
  });
  return items[0] ?? null;
};

const FOUND = 8;
const MOST_VERSIONS = 100;

const escaped = (text: string): string => text.replace(/[%_]/g, '_');

/** What the panel of a call activity asks. */
export const processes: Processes = {
  search: async (text, signal) => {
    const like = { $like: `%${escaped(text)}%` };
    const either = text === '' ? {} : { $or: [{ name: like }, { key: like }] };
    const body = {
      filter: { is_newest: true, ...either },
      sort: [{ field: 'name' }],
      page: { limit: FOUND },
    };
    return (
      await api.post<Page<ProcessDefinition>>('/process-definitions/search', body, { signal })
    ).items;
  },
  versionsOf: async (key, signal) => {
    const query = { key, limit: MOST_VERSIONS };
    return (await api.get<Page<ProcessDefinition>>('/process-definitions', { query, signal }))
      .items;
  },
};
