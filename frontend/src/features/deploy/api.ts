import { api, request, type Deployment } from '@/shared/api';

const formOf = (name: string, files: readonly File[]): FormData => {
  const form = new FormData();
  form.set('name', name);
  for (const file of files) form.append('files', file, file.name);
  return form;
};

/** Ask what deploying would say; nothing is stored. */
export const tryDeployment = async (
  name: string,
  files: readonly File[],
  signal?: AbortSignal,
): Promise<Deployment> =>
  (
    await request<Deployment>('POST', '/deployments', {
      query: { dry_run: true },
      body: formOf(name, files),
      signal,
    })
  ).data;

export const deploy = (name: string, files: readonly File[], idempotencyKey: string) =>
  api.post<Deployment>('/deployments', formOf(name, files), { idempotencyKey });
