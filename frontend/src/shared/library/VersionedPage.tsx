import './words';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '@/shared/api';
import { listDrafts } from '@/shared/drafts';
import { moment, useNow } from '@/shared/format';
import { Empty, explain, Failure, PageHead, SkeletonRows, StateBadge, useTitle } from '@/shared/ui';
import { fetchContent, fetchVersionsOf, type Version, type VersionedKind } from './api';
import { EDITORS, useOpenEntry } from './useOpenEntry';
import { VersionedMenu } from './VersionedMenu';
import VersionsTab from './VersionsTab';
import classes from './library.module.css';

interface Props {
  kind: VersionedKind;
  itemKey: string;
  /** Draws the file of a version, and marks one of its elements where the address names it. */
  children: (shown: { content: string; element: string | null }) => ReactNode;
}

/** One form or decision as it was deployed: a version to read, all versions, and what uses it. */
export const VersionedPage = ({ kind, itemKey, children }: Props) => {
  const { t } = useTranslation('library');
  const [params] = useSearchParams();
  const versions = useQuery({
    queryKey: [`${kind}s`, 'versions', itemKey],
    queryFn: ({ signal }) => fetchVersionsOf(kind, itemKey, signal),
  });
  const newest = versions.data?.[0];
  const wanted = Number(params.get('version'));
  const shown = versions.data?.find(({ version }) => version === wanted) ?? newest;
  useTitle(newest?.name ?? itemKey);
  if (versions.isError && !versions.data) {
    return (
      <Failure
        title={t('versions.failed')}
        error={versions.error}
        onRetry={() => void versions.refetch()}
      />
    );
  }
  if (!versions.data) return <SkeletonRows />;
  if (!newest || !shown) return <Missing kind={kind} />;
  return (
    <div className={classes.page}>
      <Head kind={kind} shown={shown} newest={newest} hasOlder={shown !== versions.data.at(-1)} />
      <Drawn key={shown.id} kind={kind} shown={shown} element={params.get('element')}>
        {children}
      </Drawn>
      <Versions kind={kind} shown={shown} />
    </div>
  );
};

const Missing = ({ kind }: Pick<Props, 'kind'>) => {
  const { t } = useTranslation('library');
  return (
    <Empty
      alone
      title={t(`page.missing.${kind}`)}
      actions={
        <Button component={Link} to={`/${kind}s`} variant="default">
          {t('page.back')}
        </Button>
      }
    >
      {t('page.missingText')}
    </Empty>
  );
};

interface ShownProps extends Pick<Props, 'kind'> {
  shown: Version;
}

interface HeadProps extends ShownProps {
  newest: Version;
  hasOlder: boolean;
}

const Head = ({ kind, shown, newest, hasOlder }: HeadProps) => {
  const { t } = useTranslation('library');
  const mayEdit = useMay('draft.edit');
  const open = useOpenEntry(kind);
  const drafts = useQuery({
    queryKey: ['drafts', kind],
    queryFn: ({ signal }) => listDrafts(signal, kind),
    enabled: mayEdit,
  });
  const own = drafts.data?.filter(({ key }) => key === newest.key) ?? [];
  const { version } = shown;
  return (
    <PageHead
      crumbs={[{ label: t(`of.${kind}.title`), to: `/${kind}s` }]}
      title={shown.name}
      beside={
        <>
          {shown === newest ? (
            <StateBadge state="completed">{t('live', { version })}</StateBadge>
          ) : (
            <StateBadge state="cancelled">
              {t('page.older', { version, live: newest.version })}
            </StateBadge>
          )}
          <DraftNote kind={kind} draft={own[0]} />
        </>
      }
      meta={
        <>
          <span>{shown.key}</span>
          {open.error && <span role="alert">{explain(open.error)}</span>}
        </>
      }
      actions={
        <>
          {mayEdit && (
            <Button
              loading={open.isPending}
              disabled={drafts.isPending}
              onClick={() => open.mutate({ live: newest, drafts: own })}
            >
              {t('action.edit')}
            </Button>
          )}
          <VersionedMenu kind={kind} version={shown} hasOlder={hasOlder} />
        </>
      }
    />
  );
};

const DraftNote = ({
  kind,
  draft,
}: Pick<Props, 'kind'> & { draft: { id: string; updated_at: string } | undefined }) => {
  const { t } = useTranslation('library');
  const now = useNow();
  if (!draft) return null;
  const when = moment(new Date(draft.updated_at), now);
  return (
    <Link className={classes.draft} to={`${EDITORS[kind]}/${draft.id}`}>
      {t('page.draft', { when })}
    </Link>
  );
};

type DrawnProps = ShownProps & Pick<Props, 'children'> & { element: string | null };

const Drawn = ({ kind, shown, element, children }: DrawnProps) => {
  const { t } = useTranslation('library');
  const content = useQuery({
    queryKey: [`${kind}s`, 'content', shown.id],
    queryFn: ({ signal }) => fetchContent(kind, shown.id, signal),
    staleTime: Infinity,
  });
  if (content.isError) {
    return (
      <Failure
        title={t('page.unread')}
        error={content.error}
        onRetry={() => void content.refetch()}
      />
    );
  }
  if (content.data === undefined) return <SkeletonRows />;
  const { version } = shown;
  return (
    <section aria-label={t('page.shown', { name: shown.name, version })}>
      {children({ content: content.data, element })}
    </section>
  );
};

const Versions = ({ kind, shown }: ShownProps) => {
  const mayEdit = useMay('draft.edit');
  const open = useOpenEntry(kind);
  return (
    <VersionsTab
      kind={kind}
      itemKey={shown.key}
      shown={shown}
      {...(mayEdit && {
        onTake: (live: Version) => open.mutateAsync({ live, drafts: [] }),
      })}
    />
  );
};
