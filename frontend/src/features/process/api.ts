import { api, type Deployment, type ProcessDefinition } from '@/shared/api';

export const suspend = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/suspend`);

export const resume = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/resume`);

/** Deploy the file of a version as it is; its processes get new versions of that content. */
export const deployAgain = async (
  { id, key, resource_name: file }: ProcessDefinition,
  note: string,
  idempotencyKey: string,
) => {
  const form = new FormData();
  form.set('name', key);
  form.set('note', note);
  // As bytes: a model need not be UTF-8.
  form.append('files', await api.blob(`/process-definitions/${id}/xml`), file);
  return api.post<Deployment>('/deployments', form, { idempotencyKey });
};
