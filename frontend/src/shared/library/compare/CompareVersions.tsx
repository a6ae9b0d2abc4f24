import '../words';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, SkeletonRows } from '@/shared/ui';
import { addressOf, fetchContent, fetchVersionsOf, type VersionedKind } from '../api';
import { differencesOf, type Difference, type PropertyDifference } from '../differences';
import { ComparePage, type ComparePageProps } from './ComparePage';
import { wordsOf } from './properties';

interface Props extends Pick<ComparePageProps, 'draw'> {
  kind: VersionedKind;
  itemKey: string;
  /** What kind of element it is, where the page has words of its own. */
  typeOf: (difference: Difference) => string;
}

/** What people call a property: a cell by its column. */
export const usePropertyWords = () => {
  const { t } = useTranslation('library');
  return useCallback(
    ({ path, label }: PropertyDifference): string =>
      label ??
      wordsOf(path)
        .map(({ word, name, number }) =>
          [word ? t(`compare.property.${word}`) : name, number].filter(Boolean).join(' '),
        )
        .join(' › '),
    [t],
  );
};

/** Two versions of one form or decision: what differs, on both drawings and as a list. */
export const CompareVersions = ({ kind, itemKey, draw, typeOf }: Props) => {
  const { t } = useTranslation('library');
  const propertyOf = usePropertyWords();
  const versions = useQuery({
    queryKey: [`${kind}s`, 'versions', itemKey],
    queryFn: ({ signal }) => fetchVersionsOf(kind, itemKey, signal),
  });
  const fileOf = useMemo(
    () => ({
      queryKey: (id: string) => [`${kind}s`, 'content', id],
      fetch: (id: string, signal: AbortSignal) => fetchContent(kind, id, signal),
    }),
    [kind],
  );
  const compare = useCallback(
    (before: string, after: string) => differencesOf(kind, before, after),
    [kind],
  );
  if (versions.isError && !versions.data)
    return (
      <Failure
        title={t('versions.failed')}
        error={versions.error}
        onRetry={() => void versions.refetch()}
      />
    );
  if (!versions.data) return <SkeletonRows />;
  return (
    <ComparePage
      crumbs={[
        { label: t(`of.${kind}.title`), to: `/${kind}s` },
        { label: versions.data[0]?.name ?? itemKey, to: addressOf(kind, itemKey) },
      ]}
      versions={versions.data}
      fileOf={fileOf}
      compare={compare}
      draw={draw}
      nameOf={({ type, name, number }) =>
        type === 'rule' ? t('compare.rule', { number: number ?? '' }) : name
      }
      typeOf={(one) => (one.type === 'rule' ? one.name : typeOf(one))}
      propertyOf={propertyOf}
    />
  );
};
