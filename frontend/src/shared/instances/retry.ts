import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, newKey, type Incident, type Page } from '@/shared/api';

export interface RetryResult {
  /** The incident that is open at the same step after the retry. */
  again: Incident | null;
}

const openAt = async (incident: Incident): Promise<Incident | null> => {
  const page = await api.post<Page<Incident>>('/incidents/search', {
    filter: {
      process_instance_id: incident.process_instance_id,
      activity_id: incident.activity_id,
      resolved_at: { $exists: false },
    },
  });
  return page.items[0] ?? null;
};

/** Try a failed step again, and see whether it went on. */
export const useRetry = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (incident: Incident): Promise<RetryResult> => {
      await api.post(`/incidents/${incident.id}/retry`, {}, { idempotencyKey: newKey() });
      return { again: await openAt(incident) };
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['process-instances'] }),
        client.invalidateQueries({ queryKey: ['incidents'] }),
      ]),
  });
};
