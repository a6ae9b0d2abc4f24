import { Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, useMay, type ProcessDefinition } from '@/shared/api';
import { atLeast, number } from '@/shared/format';
import { Confirm, explain, Failure, SkeletonRows, toast, useReturnFocus } from '@/shared/ui';

interface Going {
  key: string;
  name: string;
  version: number;
  /** No other version of it is left then. */
  is_last: boolean;
}

interface Deletion {
  process_definitions: Going[];
  forms: Going[];
  decisions: Going[];
  running: number;
  finished: number;
  /** More have ended: counting stopped there. */
  finished_is_estimate: boolean;
  user_tasks: number;
  jobs: number;
  used_by: {
    key: string;
    name: string;
    version: number;
    needed_key: string;
    elements: { id: string; name: string }[];
  }[];
}

const KINDS = ['process_definitions', 'forms', 'decisions'] as const;

const Told = ({ told }: { told: Deletion }) => {
  const { t } = useTranslation('process');
  return (
    <>
      <p>{t('delete.goes')}</p>
      <ul>
        {KINDS.flatMap((kind) =>
          told[kind].map(({ key, name, version, is_last: isLast }) => (
            <li key={`${kind} ${key}`}>
              {t(`delete.${kind}`, { name: name || key, version })}
              {isLast && ` ${t('delete.last')}`}
            </li>
          )),
        )}
      </ul>
      {told.finished > 0 && (
        <p>
          {t('delete.stays', {
            count: told.finished,
            finished: atLeast(told.finished, told.finished_is_estimate),
          })}
        </p>
      )}
      {told.used_by.length > 0 && (
        <div role="alert">
          <p>{t('delete.used')}</p>
          <ul>
            {told.used_by.map(({ key, name, version, needed_key: needed, elements }) => (
              <li key={`${key} ${needed}`}>
                {t('delete.usedBy', {
                  name: name || key,
                  version,
                  needed,
                  elements: elements.map(({ name: step }) => step).join(', '),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
};

interface Props {
  definition: ProcessDefinition;
  onClose: () => void;
}

/** Delete the deployment of a version; what would go is shown first. */
export const DeleteDialog = ({ definition, onClose }: Props) => {
  useReturnFocus();
  const { t } = useTranslation('process');
  const client = useQueryClient();
  const [cancels, setCancels] = useState(false);
  const { version, deployment_id: deployment, key } = definition;
  const mayCancel = useMay('process_instance.operate', key);
  const preview = useQuery({
    queryKey: ['deletion', deployment],
    queryFn: ({ signal }) => api.get<Deletion>(`/deployments/${deployment}/deletion`, { signal }),
    gcTime: 0,
  });
  const remove = useMutation({
    mutationFn: () => api.delete(`/deployments/${deployment}`, { query: { cascade: cancels } }),
    onSuccess: () => {
      toast.done(t('delete.done', { version }));
      // The page shows another version at once: nothing asks for the deleted one any more.
      client.setQueryData<ProcessDefinition[]>(['process-definitions', 'of', key], (versions) =>
        versions?.filter((one) => one.deployment_id !== deployment),
      );
      onClose();
      return client.invalidateQueries({
        queryKey: ['process-definitions'],
        predicate: ({ queryKey }) => !queryKey.includes(definition.id),
      });
    },
    // What stands in the way may have changed in the meantime.
    onError: () => preview.refetch(),
  });
  const told = preview.data;
  const isFree = told?.used_by.length === 0 && (told.running === 0 || cancels);
  return (
    <Confirm
      opened
      title={t('delete.title', { version })}
      confirm={t('delete.confirm')}
      keep={t('delete.keep')}
      busy={remove.isPending}
      disabled={!isFree}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {preview.isError && (
        <Failure
          title={t('delete.failed')}
          error={preview.error}
          onRetry={() => void preview.refetch()}
        />
      )}
      {preview.isPending && <SkeletonRows rows={3} height={32} />}
      {told && <Told told={told} />}
      {told && told.running > 0 && (
        <Checkbox
          label={t('delete.cancels', {
            count: told.running,
            running: number(told.running),
            tasks: number(told.user_tasks),
            jobs: number(told.jobs),
          })}
          description={mayCancel ? undefined : t('delete.mayNotCancel')}
          disabled={!mayCancel}
          checked={cancels}
          onChange={(event) => setCancels(event.currentTarget.checked)}
        />
      )}
      {remove.isError && <p role="alert">{explain(remove.error)}</p>}
    </Confirm>
  );
};
