import { lazy, Suspense, type ComponentProps } from 'react';

const ConflictDialog = lazy(() => import('./ConflictDialog'));
const DeployDialog = lazy(() => import('./DeployDialog'));

interface Props {
  opened: 'deploy' | 'conflict' | null;
  deploy: ComponentProps<typeof DeployDialog>;
  conflict: ComponentProps<typeof ConflictDialog> | null;
}

/** The editor's dialogs, fetched when the first of a kind is opened. */
export const Dialogs = ({ opened, deploy, conflict }: Props) => (
  <Suspense fallback={null}>
    {opened === 'deploy' && <DeployDialog {...deploy} />}
    {opened === 'conflict' && conflict && <ConflictDialog {...conflict} />}
  </Suspense>
);
