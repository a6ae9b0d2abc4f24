import { NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type JsonObject } from '@/shared/api';
import { explain } from '@/shared/ui';
import { fetchInstances, fetchVariables } from '../api';
import { useUsage } from '@/shared/library/useUsage';

interface Props {
  formKey: string;
  onTake: (variables: JsonObject) => void;
}

/** Variables of a running instance, for who may read instances, where a process uses the form. */
export const PreviewData = ({ formKey, onTake }: Props) => {
  const { t } = useTranslation('builder');
  const mayRead = useMay('process_instance.read');
  const keys = useUsage('form', formKey).data?.process_definitions.map(({ key }) => key) ?? [];
  const [chosen, setChosen] = useState('');
  const instances = useQuery({
    queryKey: ['forms', 'instances', keys],
    queryFn: ({ signal }) => fetchInstances(keys, signal),
    enabled: mayRead && keys.length > 0,
  });
  const taking = useMutation({
    mutationFn: fetchVariables,
    onSuccess: ({ variables }) => onTake(variables),
  });
  if (!instances.data || instances.data.length === 0) return null;
  return (
    <NativeSelect
      label={t('preview.instance')}
      value={chosen}
      error={taking.error && t('preview.instanceFailed', { reason: explain(taking.error) })}
      onChange={(event) => {
        const id = event.currentTarget.value;
        setChosen(id);
        if (id) taking.mutate(id);
      }}
      data={[
        { value: '', label: t('preview.instanceNone') },
        ...instances.data.map(({ id, business_key, definition_name, definition_key }) => ({
          value: id,
          label: `${definition_name ?? definition_key} · ${business_key ?? id.slice(-8)}`,
        })),
      ]}
    />
  );
};
