import '../words';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { BpmnViewer, type DiagramBadge, type DiagramMark } from '@/shared/bpmn';
import { ComparePage, type DrawnVersion } from '@/shared/library/compare/ComparePage';
import { SIDES, SIGNS } from '@/shared/library/compare/kinds';
import { differencesOf } from '@/shared/library/differences';
import { fetchModel, fetchVersions } from '@/shared/processes';
import { Failure, SkeletonRows } from '@/shared/ui';
import { partsOf } from './properties';

const FILES = { queryKey: (id: string) => ['model', id], fetch: fetchModel };

const compare = (before: string, after: string) => differencesOf('process', before, after);

/** The diagram of one version, with what differs in it. */
const Diagram = ({ side, version, content, differences, chosen, onSelect }: DrawnVersion) => {
  const { t } = useTranslation('library');
  const { t: diagram } = useTranslation('diagram');
  const { marks, badges } = useMemo(() => {
    const seen = differences.filter(({ kind }) => SIDES[side].includes(kind));
    const of: Record<string, DiagramMark> = {};
    for (const { id, kind } of seen) if (kind !== 'moved') of[id] = kind;
    const signs = seen
      .filter(({ type }) => !type.endsWith('Flow'))
      .map(({ id, kind }): DiagramBadge => ({
        activityId: id,
        state: 'plain',
        text: SIGNS[kind],
        label: t(`compare.kind.${kind}`),
      }));
    return { marks: of, badges: signs };
  }, [differences, side, t]);
  const { id, name, key } = version;
  return (
    <BpmnViewer
      key={id}
      xml={content}
      label={diagram('live.label', { name: name || key, version: version.version })}
      marks={marks}
      badges={badges}
      selected={chosen}
      onSelect={(node) => onSelect(node?.id ?? null)}
    />
  );
};

/** Two versions of one process: what differs, on both drawings and as a list. */
export const Component = () => {
  const { t } = useTranslation('process');
  const { t: drawing } = useTranslation('diagram');
  const { key = '' } = useParams();
  const query = useQuery({
    queryKey: ['process-definitions', 'of', key],
    queryFn: ({ signal }) => fetchVersions(key, signal),
  });
  if (query.isError && !query.data)
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows />;
  const versions = [...query.data].sort((a, b) => b.version - a.version);
  return (
    <ComparePage
      crumbs={[
        { label: t('crumb'), to: '/processes' },
        { label: versions[0]?.name || key, to: `/processes/${encodeURIComponent(key)}` },
      ]}
      versions={versions}
      fileOf={FILES}
      compare={compare}
      draw={(drawn) => <Diagram {...drawn} />}
      typeOf={({ type }) => drawing(`type.${type}` as 'type.Task', { defaultValue: type })}
      propertyOf={({ path }) =>
        partsOf(path)
          .map(({ word, name, number }) =>
            [word ? t(`compare.property.${word}`) : name, number].filter(Boolean).join(' '),
          )
          .join(' › ')
      }
    />
  );
};
