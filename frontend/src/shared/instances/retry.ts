import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, newKey, type Incident, type Job, type Page } from '@/shared/api';

/** What became of a failed step that was tried again. */
export type RetryResult =
  | { went: 'on' }
  /** It stands in the same place once more. */
  | { went: 'wrong'; incident: Incident }
  /** The attempt failed, and another one is planned. */
  | { went: 'later'; job: Job }
  /** It takes longer than one wants to wait for. */
  | { went: 'quietly' };

const LOOKS = 12;
const PAUSE_MS = 500;

/** The incident that the step met after it was tried again; a sibling's older one does not count. */
const metSince = async (incident: Incident, since: string): Promise<Incident | null> => {
  const page = await api.post<Page<Incident>>('/incidents/search', {
    filter: {
      process_instance_id: incident.process_instance_id,
      activity_id: incident.activity_id,
      created_at: { $gte: since },
      resolved_at: { $exists: false },
    },
  });
  return page.items[0] ?? null;
};

const jobOf = async (id: string): Promise<Job | null> =>
  (await api.post<Page<Job>>('/jobs/search', { filter: { id } })).items[0] ?? null;

const resultOf = async (incident: Incident, since: string): Promise<RetryResult> => {
  const met = await metSince(incident, since);
  return met ? { went: 'wrong', incident: met } : { went: 'on' };
};

/** A job runs behind the back of the request: look a few times what became of it. */
const watch = async (jobId: string, incident: Incident, since: string): Promise<RetryResult> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const job = await jobOf(jobId);
    if (!job || job.state === 'failed') return resultOf(incident, since);
    if (job.state === 'armed') return { went: 'later', job };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return { went: 'quietly' };
};

const retry = async (incident: Incident): Promise<RetryResult> => {
  const path = `/incidents/${incident.id}/retry`;
  const answer = await api.post<Incident>(path, {}, { idempotencyKey: newKey() });
  if (!answer.resolved_at) return { went: 'wrong', incident: answer };
  if (!incident.job_id) return resultOf(incident, answer.resolved_at);
  return watch(incident.job_id, incident, answer.resolved_at);
};

/** Try a failed step again, and see whether it went on. */
export const useRetry = () => {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['process-instances'] }),
      client.invalidateQueries({ queryKey: ['incidents'] }),
    ]);
  return useMutation({
    mutationFn: retry,
    onSettled: refresh,
  });
};
