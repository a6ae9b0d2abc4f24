import '../words';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { parseJson, type Draft } from '@/shared/api';
import { isFormSchema, type FormSchema } from '@/shared/forms';
import { Empty, Failure, SkeletonRows } from '@/shared/ui';
import { fetchDraft } from '@/shared/drafts';
import { Builder } from './Builder';
import classes from './builder.module.css';
import { useTrial } from './trial';

const JsonTab = lazy(() => import('./JsonTab'));
const Preview = lazy(() => import('./Preview'));

const EDITOR_FITS = '(min-width: 900px)';

const schemaOf = (draft: Draft): FormSchema | null => {
  try {
    const schema = parseJson(draft.content);
    return isFormSchema(schema) ? schema : null;
  } catch {
    // A draft may hold anything; its text is shown for mending.
    return null;
  }
};

/** The page of one draft of a form. */
export const Component = () => {
  const { draftId = '' } = useParams();
  return <OpenDraft key={draftId} id={draftId} />;
};

const OpenDraft = ({ id }: { id: string }) => {
  const { t } = useTranslation('builder');
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
  const schema = schemaOf(draft.data);
  if (!schema) {
    return (
      <div className={classes.narrow}>
        <Empty title={t('broken')}>{t('brokenText')}</Empty>
        <Suspense fallback={<SkeletonRows />}>
          <JsonTab text={draft.data.content} />
        </Suspense>
      </div>
    );
  }
  return wide ? (
    <Builder draft={draft.data} begun={schema} />
  ) : (
    <OnlyShown name={draft.data.name} schema={schema} />
  );
};

/** The form on a screen that is too narrow for its editor. */
const OnlyShown = ({ name, schema }: { name: string; schema: FormSchema }) => {
  const { t } = useTranslation('builder');
  const trial = useTrial();
  return (
    <div className={classes.narrow}>
      <h1>{name}</h1>
      <p>{t('tooNarrow')}</p>
      <Suspense fallback={<SkeletonRows />}>
        <Preview schema={schema} trial={trial} />
      </Suspense>
    </div>
  );
};
