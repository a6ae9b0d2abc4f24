import './words';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { Draft } from '@/shared/api';
import { openAsDraft } from '@/shared/drafts';
import { Failure, SkeletonRows } from '@/shared/ui';
import { Editor } from './Editor';
import { fetchDraft } from '@/shared/drafts';
import { isForeign } from './foreign';

const ForeignModel = lazy(() => import('./ForeignModel'));
const ViewOnly = lazy(() => import('./ViewOnly'));

const EDITOR_FITS = '(min-width: 900px)';

const OpenDraft = ({ id }: { id: string }) => {
  const { t } = useTranslation('modeler');
  const wide = useMediaQuery(EDITOR_FITS, window.innerWidth >= 900, {
    getInitialValueInEffect: false,
  });
  /** A draft of another engine, once it is decided what becomes of its settings. */
  const [settled, setSettled] = useState<Draft | null>(null);
  // the editor owns the draft once it is open: a fetch behind its back would undo what was typed
  const draft = useQuery({
    queryKey: ['draft', id],
    queryFn: ({ signal }) => fetchDraft(id, signal),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (draft.isError)
    return <Failure title={t('failed')} error={draft.error} onRetry={() => void draft.refetch()} />;
  if (!draft.data) return <SkeletonRows />;
  if (!wide) {
    return (
      <Suspense fallback={<SkeletonRows />}>
        <ViewOnly draft={draft.data} />
      </Suspense>
    );
  }
  if (settled?.id !== id && isForeign(draft.data.content)) {
    return (
      <Suspense fallback={<SkeletonRows />}>
        <ForeignModel draft={draft.data} onDone={setSettled} />
      </Suspense>
    );
  }
  return <Editor key={id} draft={settled?.id === id ? settled : draft.data} />;
};

/** Leads from a process to its newest draft, or makes one of the live version. */
const OpenProcess = ({ processKey }: { processKey: string }) => {
  const { t } = useTranslation('modeler');
  const draft = useQuery({
    queryKey: ['draft-of', processKey],
    queryFn: () => openAsDraft(processKey),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (draft.isError)
    return <Failure title={t('failed')} error={draft.error} onRetry={() => void draft.refetch()} />;
  if (!draft.data) return <SkeletonRows />;
  return <Navigate to={`/drafts/${draft.data.id}`} replace />;
};

/** The page of one draft. */
export const Component = () => {
  const { draftId, key } = useParams();
  if (draftId) return <OpenDraft id={draftId} />;
  return <OpenProcess processKey={key ?? ''} />;
};
