import { useQueryClient } from '@tanstack/react-query';
import type { ProcessDefinition } from '@/shared/api';

/** Take a version that was deleted, and what went with it, off the page. */
export const useForget = () => {
  const client = useQueryClient();
  return ({ id, key, deployment_id: deployment }: ProcessDefinition): Promise<void> => {
    // The page shows another version at once: nothing asks for the deleted one any more.
    client.setQueryData<ProcessDefinition[]>(['process-definitions', 'of', key], (versions) =>
      versions?.filter((one) => one.deployment_id !== deployment),
    );
    return client.invalidateQueries({
      queryKey: ['process-definitions'],
      predicate: ({ queryKey }) => !queryKey.includes(id),
    });
  };
};
