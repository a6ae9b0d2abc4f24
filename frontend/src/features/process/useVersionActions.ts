import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ProcessDefinition } from '@/shared/api';
import { openVersionAsDraft } from '@/shared/drafts';
import { toast } from '@/shared/ui';
import { resume, suspend } from './api';

export interface VersionActions {
  toggle: (definition: ProcessDefinition) => void;
  openAsDraft: (definition: ProcessDefinition) => void;
}

/** What can be done with one version: stop and resume its starts, work on from it. */
export const useVersionActions = (): VersionActions => {
  const { t } = useTranslation('process');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: ({ id, state }: ProcessDefinition) =>
      state === 'suspended' ? resume(id) : suspend(id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['process-definitions'] }),
  });
  const open = useMutation({
    mutationFn: openVersionAsDraft,
    onSuccess: (draft) => navigate(`/drafts/${draft.id}`),
  });
  const failed = ({ version }: ProcessDefinition) => ({
    onError: (error: unknown) => toast.failed(t('done.failed', { version }), error),
  });

  const toggle = (definition: ProcessDefinition) => {
    const suspending = definition.state === 'active';
    const { version } = definition;
    change.mutate(definition, {
      ...failed(definition),
      onSuccess: (changed) => {
        const text = suspending ? t('done.suspended', { version }) : t('done.resumed', { version });
        toast.undo(text, () => change.mutate(changed, failed(changed)));
      },
    });
  };
  return { toggle, openAsDraft: (definition) => open.mutate(definition, failed(definition)) };
};
