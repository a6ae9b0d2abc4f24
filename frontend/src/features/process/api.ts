import { api, type DefinitionStatistics, type ProcessDefinition } from '@/shared/api';

export const fetchModel = (id: string, signal?: AbortSignal) =>
  api.text(`/process-definitions/${id}/xml`, { signal });

export const fetchStatistics = (id: string, signal?: AbortSignal) =>
  api.get<DefinitionStatistics>(`/process-definitions/${id}/statistics`, { signal });

export const suspend = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/suspend`);

export const resume = (id: string) =>
  api.post<ProcessDefinition>(`/process-definitions/${id}/resume`);
