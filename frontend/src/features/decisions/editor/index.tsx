import '../words';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Draft } from '@/shared/api';
import { Failure, SkeletonRows, useTitle } from '@/shared/ui';
import { fetchDraft } from '@/shared/drafts';
import { Bench } from './Bench';
import { Editor } from './Editor';
import classes from './editor.module.css';
import { decisionsOf, mainDecision } from './model';

const EDITOR_FITS = '(min-width: 900px)';

/** The page of one draft of decisions. */
export const Component = () => {
  const { draftId = '' } = useParams();
  return <OpenDraft key={draftId} id={draftId} />;
};

const OpenDraft = ({ id }: { id: string }) => {
  const { t } = useTranslation('decisions');
  const wide = useMediaQuery(EDITOR_FITS, window.innerWidth >= 900, {
    getInitialValueInEffect: false,
  });
  // The editor owns the draft once it is open: a fetch behind its back would undo what was typed.
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
  return wide ? <Editor draft={draft.data} /> : <Narrow draft={draft.data} />;
};

const noMarks = () => undefined;

/** Where the editor does not fit, the decision can be asked. */
const Narrow = ({ draft }: { draft: Draft }) => {
  const { t } = useTranslation('decisions');
  useTitle(draft.name);
  const decisions = useMemo(() => decisionsOf(draft.content) ?? [], [draft.content]);
  const main = useMemo(() => mainDecision(draft.content), [draft.content]);
  return (
    <div className={classes.narrow}>
      <h1>{draft.name}</h1>
      <p>{t('tooNarrow')}</p>
      <Bench
        decisions={decisions}
        shown={null}
        main={main?.id ?? null}
        read={() => draft.content}
        onHits={noMarks}
      />
    </div>
  );
};
