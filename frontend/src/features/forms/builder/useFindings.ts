import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDebouncedValue } from '@mantine/hooks';
import { stringifyJson } from '@/shared/api';
import type { FormSchema } from '@/shared/forms';
import { fetchContent } from '@/shared/library/api';
import { checkContent, type Checked, type Finding } from '@/shared/library/findings';
import { useUsage } from '@/shared/library/useUsage';
import { fetchModel } from '../api';
import { doubledKeys, readNames, unlabelled, unwritten } from './facts';

const QUIET_MS = 1_000;

/** The models of the processes that use the form, as XML. */
export const useModels = (key: string) => {
  const definitions = useUsage('form', key).data?.process_definitions ?? [];
  return useQuery({
    queryKey: ['forms', 'models', key, definitions.map(({ id }) => id)],
    queryFn: ({ signal }) => Promise.all(definitions.map(({ id }) => fetchModel(id, signal))),
    enabled: definitions.length > 0,
    staleTime: 60_000,
  }).data;
};

/** Texts in which a name must stand for a process with this form to write it: its model, and its other forms. */
const useSources = (key: string) => {
  const usage = useUsage('form', key).data;
  const models = useModels(key);
  return useQuery({
    queryKey: ['forms', 'sources', key, usage?.process_definitions.map(({ id }) => id)],
    queryFn: async ({ signal }) => {
      if (!models) return [];
      const others = (usage?.all ?? []).filter(
        (form) => form.key !== key && models.some((model) => model.includes(`"${form.key}"`)),
      );
      return [
        ...models,
        ...(await Promise.all(others.map(({ id }) => fetchContent('form', id, signal)))),
      ];
    },
    enabled: models !== undefined,
    staleTime: 60_000,
  }).data;
};

/** What the author should look at: what the server would refuse or warn of, and what only we can see. */
export const useFindings = (schema: FormSchema): Checked => {
  const { t } = useTranslation('builder');
  const key = typeof schema.id === 'string' ? schema.id : '';
  const newest = stringifyJson(schema);
  const [text] = useDebouncedValue(newest, QUIET_MS);
  const check = useQuery({
    queryKey: ['forms', 'check', text],
    queryFn: ({ signal }) => checkContent('form', text, signal),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  const sources = useSources(key);
  const findings = useMemo(() => {
    const told = check.data ?? [];
    const seen = new Set(told.map(({ element_id }) => element_id));
    const own: Finding[] = [];
    for (const [name, [, ...again]] of doubledKeys(schema)) {
      for (const { id } of again.filter((one) => !seen.has(one.id)))
        own.push(finding('error', 'doubled_key', id, t('finding.doubled', { key: name })));
    }
    for (const { id, key: name } of unlabelled(schema).filter((one) => !seen.has(one.id)))
      own.push(finding('warning', 'no_label', id, t('finding.label', { key: name || id })));
    for (const name of unwritten(readNames(schema), sources ?? []))
      own.push(finding('warning', 'unwritten', null, t('finding.unwritten', { name })));
    const all = [...told, ...own];
    return [...all.filter(isError), ...all.filter((one) => !isError(one))];
  }, [check.data, schema, sources, t]);
  return { findings, checking: check.isFetching || text !== newest, error: check.error };
};

const isError = ({ severity }: Finding) => severity === 'error';

const finding = (
  severity: Finding['severity'],
  code: string,
  element_id: string | null,
  detail: string,
): Finding => ({ severity, code, element_id, detail });
