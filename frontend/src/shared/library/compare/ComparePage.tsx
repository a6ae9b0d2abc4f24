import '../words';
import { ActionIcon } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { DiffKind } from '@/shared/bpmn/semanticDiff';
import { Empty, Failure, PageHead, useTitle } from '@/shared/ui';
import type { Difference, PropertyDifference } from '../differences';
import { DifferenceList } from './DifferenceList';
import { KINDS } from './kinds';
import { Side, type SideName } from './Side';
import classes from './compare.module.css';

/** One of the versions that can be chosen. */
export interface ComparedVersion {
  id: string;
  key: string;
  version: number;
  version_tag: string | null;
  name: string | null;
  deployed_at: string;
  deployed_by: string | null;
  note?: string | null;
}

/** What a drawing of one of the two versions has to show. */
export interface DrawnVersion {
  side: SideName;
  version: ComparedVersion;
  content: string;
  differences: readonly Difference[];
  /** What was chosen in the list or in a drawing, also where it does not differ. */
  chosen: string | null;
  selected: Difference | null;
  /** Choose what differs at an element; null chooses nothing. */
  onSelect: (id: string | null) => void;
}

export interface ComparePageProps {
  crumbs: readonly { label: string; to: string }[];
  versions: readonly ComparedVersion[];
  fileOf: {
    queryKey: (id: string) => readonly unknown[];
    fetch: (id: string, signal: AbortSignal) => Promise<string>;
  };
  compare: (before: string, after: string) => Difference[] | null;
  draw: (drawn: DrawnVersion) => ReactNode;
  /** What people call an element; its name where this is left out. */
  nameOf?: (difference: Difference) => string;
  /** What kind of element it is, as people say. */
  typeOf: (difference: Difference) => string;
  propertyOf: (change: PropertyDifference) => string;
}

/** The two versions in the address; the two newest where it names none. */
const useChosen = (versions: readonly ComparedVersion[]) => {
  const [params, setParams] = useSearchParams();
  const find = (name: string) =>
    versions.find(({ version }) => version === Number(params.get(name)));
  const to = find('to') ?? versions[0];
  const older = versions.find(({ version }) => to && version < to.version);
  const from = find('from') ?? older ?? to;
  const choose = (chosen: Record<SideName, number>) =>
    setParams({ from: chosen.from.toString(), to: chosen.to.toString() }, { replace: true });
  return { from, to, choose };
};

const useFile = (
  version: ComparedVersion | undefined,
  { queryKey, fetch }: ComparePageProps['fileOf'],
) =>
  useQuery({
    queryKey: queryKey(version?.id ?? ''),
    queryFn: ({ signal }) => fetch(version?.id ?? '', signal),
    enabled: version !== undefined,
    staleTime: Infinity,
  });

/** Two versions of one thing: what differs, on both drawings and as a list. */
export const ComparePage = (props: ComparePageProps) => {
  const { crumbs, versions, fileOf, compare } = props;
  const { t } = useTranslation('library');
  useTitle(t('compare.title'));
  const { from, to, choose } = useChosen(versions);
  const [chosen, setChosen] = useState<string | null>(null);
  const before = useFile(from, fileOf);
  const after = useFile(to, fileOf);
  const told = useMemo(
    () =>
      before.data === undefined || after.data === undefined
        ? undefined
        : compare(before.data, after.data),
    [before.data, after.data, compare],
  );
  const failed = [before, after].find(({ isError }) => isError);
  if (!from || !to || versions.length < 2)
    return (
      <>
        <PageHead crumbs={[...crumbs]} title={t('compare.title')} />
        <Empty title={t('compare.single')} />
      </>
    );
  const pick = (next: Partial<Record<SideName, number>>) => {
    setChosen(null);
    choose({ from: from.version, to: to.version, ...next });
  };
  const differences = told ?? [];
  const selected = differences.find(({ id }) => id === chosen) ?? null;
  const select = (id: string | null) =>
    setChosen(differences.find((one) => one.id === id || one.marks.includes(id ?? ''))?.id ?? id);
  const isSameFile = before.data === after.data;
  const side = (name: SideName, version: ComparedVersion, content: string | undefined) => (
    <Side side={name} version={version} versions={versions} onPick={pick}>
      {content !== undefined &&
        props.draw({
          side: name,
          version,
          content,
          differences,
          chosen,
          selected,
          onSelect: select,
        })}
    </Side>
  );
  return (
    <div className={classes.page}>
      <PageHead
        crumbs={[...crumbs]}
        title={t('compare.title')}
        meta={told && <Summary differences={told} isSameFile={isSameFile} />}
      />
      <div className={classes.sides}>
        {side('from', from, before.data)}
        <ActionIcon
          className={classes.swap}
          aria-label={t('compare.swap')}
          onClick={() => pick({ from: to.version, to: from.version })}
        >
          <IconArrowsLeftRight size={16} aria-hidden />
        </ActionIcon>
        {side('to', to, after.data)}
      </div>
      {failed && (
        <Failure
          title={t('page.unread')}
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      )}
      {told === null && <Empty title={t('impact.unreadable')} />}
      {told?.length === 0 && <Empty title={sameWords(t, isSameFile)} />}
      {told && told.length > 0 && (
        <DifferenceList
          differences={told}
          selected={selected}
          onSelect={setChosen}
          nameOf={props.nameOf}
          typeOf={props.typeOf}
          propertyOf={props.propertyOf}
        />
      )}
    </div>
  );
};

const sameWords = (
  t: (key: 'compare.same' | 'compare.sameButDrawing') => string,
  isSameFile: boolean,
): string => t(isSameFile ? 'compare.same' : 'compare.sameButDrawing');

interface SummaryProps {
  differences: readonly Difference[];
  isSameFile: boolean;
}

const Summary = ({ differences, isSameFile }: SummaryProps) => {
  const { t } = useTranslation('library');
  const counted = KINDS.map((kind: DiffKind) => ({
    kind,
    count: differences.filter((one) => one.kind === kind).length,
  })).filter(({ count }) => count > 0);
  return (
    <span role="status">
      {counted.length === 0
        ? sameWords(t, isSameFile)
        : counted.map(({ kind, count }) => t(`compare.count.${kind}`, { count })).join(' · ')}
    </span>
  );
};
