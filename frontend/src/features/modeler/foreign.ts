import { api, type Draft } from '@/shared/api';
import type { components } from '@/shared/api/generated';
import { writeDraft } from '@/shared/drafts';

export type ConversionReport = components['schemas']['ConversionView'];

const VENDORS =
  /["'](http:\/\/camunda\.org\/schema\/(1\.0\/bpmn|zeebe\/1\.0)|http:\/\/(activiti|flowable)\.org\/bpmn|http:\/\/operaton\.org\/schema\/1\.0\/bpmn|http:\/\/spiffworkflow\.org\/bpmn\/schema\/1\.0\/core)["']/;

/** Whether a model may hold settings of another vendor that nobody has converted yet. */
export const isForeign = (content: string): boolean =>
  VENDORS.test(content) && !content.includes(':convertedFrom=');

export const askConversion = (content: string, signal?: AbortSignal) =>
  api.post<ConversionReport>('/drafts/convert', { content }, { signal });

/** Store the converted model over the draft, and each form that it held as a draft of its own. */
export const storeConverted = async (draft: Draft, report: ConversionReport): Promise<Draft> => {
  const stored = await writeDraft(
    draft.id,
    { name: draft.name, content: report.content },
    draft.revision,
  );
  for (const { key, content } of report.forms)
    await api.post('/drafts', { name: key, key, content, kind: 'form' });
  return stored;
};
