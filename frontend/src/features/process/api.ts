import { api, isProblem, request, type Deployment, type ProcessDefinition } from '@/shared/api';
import { listFindings, type Finding } from '@/shared/library/findings';

export const suspend = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/suspend`);

export const resume = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/resume`);

const fileOf = async ({ id, key, resource_name: file }: ProcessDefinition) => {
  const form = new FormData();
  form.set('name', key);
  // As bytes: a model need not be UTF-8.
  form.append('files', await api.blob(`/process-definitions/${id}/xml`), file);
  return form;
};

/** Deploy the file of a version as it is; its processes get new versions of that content. */
export const deployAgain = async (
  definition: ProcessDefinition,
  note: string,
  idempotencyKey: string,
) => {
  const form = await fileOf(definition);
  form.set('note', note);
  return api.post<Deployment>('/deployments', form, { idempotencyKey });
};

/** What deploying the file of a version again would be refused or warned for; nothing is stored. */
export const checkAgain = async (
  definition: ProcessDefinition,
  signal?: AbortSignal,
): Promise<Finding[]> => {
  try {
    const { data } = await request<Deployment>('POST', '/deployments', {
      query: { dry_run: true },
      body: await fileOf(definition),
      signal,
    });
    return listFindings({ errors: [], warnings: data.warnings });
  } catch (error) {
    if (isProblem(error) && error.errors.length > 0)
      return listFindings({ errors: error.errors, warnings: [] });
    throw error;
  }
};
