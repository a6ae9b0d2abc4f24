import '../words';
import { ActionIcon, NativeSelect, UnstyledButton } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { ProcessDefinition } from '@/shared/api';
import {
  BpmnViewer,
  semanticDiff,
  type DiagramBadge,
  type DiagramMark,
  type DiffKind,
  type ElementDiff,
} from '@/shared/bpmn';
import { moment, useNow } from '@/shared/format';
import { fetchModel, fetchVersions } from '@/shared/processes';
import { Empty, Failure, PageHead, SkeletonRows, useTitle } from '@/shared/ui';
import classes from './compare.module.css';
import { partsOf } from './properties';

const KINDS: readonly DiffKind[] = ['removed', 'added', 'changed', 'moved'];
const SIGNS: Record<DiffKind, string> = { removed: '−', added: '+', changed: '≠', moved: '↔' };
/** What can be seen in the older drawing, and what in the newer one. */
const SIDES: Record<'from' | 'to', readonly DiffKind[]> = {
  from: ['removed', 'changed'],
  to: ['added', 'changed'],
};

/** Two versions of one process: what differs, on both drawings and as a list. */
export const Component = () => {
  const { t } = useTranslation('process');
  const { key = '' } = useParams();
  const query = useQuery({
    queryKey: ['process-definitions', 'of', key],
    queryFn: ({ signal }) => fetchVersions(key, signal),
  });
  useTitle(t('compare.title'));
  if (query.isError && !query.data)
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows />;
  const versions = [...query.data].sort((a, b) => b.version - a.version);
  return <Compare processKey={key} versions={versions} />;
};

/** The two versions in the address; the two newest where it names none. */
const useChosen = (versions: readonly ProcessDefinition[]) => {
  const [params, setParams] = useSearchParams();
  const find = (name: string) =>
    versions.find(({ version }) => version === Number(params.get(name)));
  const to = find('to') ?? versions[0];
  const older = versions.find(({ version }) => to && version < to.version);
  const from = find('from') ?? older ?? to;
  const choose = (chosen: { from: number | undefined; to: number | undefined }) =>
    setParams(
      { from: (chosen.from ?? '').toString(), to: (chosen.to ?? '').toString() },
      { replace: true },
    );
  return { from, to, choose };
};

const useModel = (definition: ProcessDefinition | undefined) =>
  useQuery({
    queryKey: ['model', definition?.id],
    queryFn: ({ signal }) => fetchModel(definition?.id ?? '', signal),
    enabled: definition !== undefined,
    staleTime: Infinity,
  });

interface CompareProps {
  processKey: string;
  versions: readonly ProcessDefinition[];
}

const Compare = ({ processKey, versions }: CompareProps) => {
  const { t } = useTranslation('process');
  const { t: diagram } = useTranslation('diagram');
  const { from, to, choose } = useChosen(versions);
  const [selected, setSelected] = useState<string | null>(null);
  const before = useModel(from);
  const after = useModel(to);
  const differences = useMemo(
    () =>
      before.data === undefined || after.data === undefined
        ? null
        : semanticDiff(before.data, after.data),
    [before.data, after.data],
  );
  const failed = [before, after].find(({ isError }) => isError);
  const [newest] = versions;
  const crumbs = [
    { label: t('crumb'), to: '/processes' },
    {
      label: newest?.name || processKey,
      to: `/processes/${encodeURIComponent(processKey)}`,
    },
  ];
  if (!from || !to || versions.length < 2)
    return (
      <>
        <PageHead crumbs={crumbs} title={t('compare.title')} />
        <Empty title={t('compare.single')} />
      </>
    );
  const pick = (side: 'from' | 'to', version: string) => {
    setSelected(null);
    choose({ from: from.version, to: to.version, [side]: Number(version) });
  };
  return (
    <div className={classes.page}>
      <PageHead
        crumbs={crumbs}
        title={t('compare.title')}
        meta={differences && <Summary differences={differences} />}
      />
      <div className={classes.sides}>
        <Side
          side="from"
          definition={from}
          versions={versions}
          xml={before.data}
          differences={differences ?? []}
          selected={selected}
          onPick={pick}
          onSelect={setSelected}
        />
        <ActionIcon
          className={classes.swap}
          aria-label={t('compare.swap')}
          onClick={() => choose({ from: to.version, to: from.version })}
        >
          <IconArrowsLeftRight size={16} aria-hidden />
        </ActionIcon>
        <Side
          side="to"
          definition={to}
          versions={versions}
          xml={after.data}
          differences={differences ?? []}
          selected={selected}
          onPick={pick}
          onSelect={setSelected}
        />
      </div>
      {failed && (
        <Failure
          title={diagram('live.failed')}
          error={failed.error}
          onRetry={() => void failed.refetch()}
        />
      )}
      {differences && (
        <Differences differences={differences} selected={selected} onSelect={setSelected} />
      )}
    </div>
  );
};

const Summary = ({ differences }: { differences: readonly ElementDiff[] }) => {
  const { t } = useTranslation('process');
  const told = KINDS.map((kind) => ({
    kind,
    count: differences.filter((one) => one.kind === kind).length,
  })).filter(({ count }) => count > 0);
  return (
    <span role="status">
      {told.length === 0
        ? t('compare.same')
        : told.map(({ kind, count }) => t(`compare.count.${kind}`, { count })).join(' · ')}
    </span>
  );
};

interface SideProps {
  side: 'from' | 'to';
  definition: ProcessDefinition;
  versions: readonly ProcessDefinition[];
  xml: string | undefined;
  differences: readonly ElementDiff[];
  selected: string | null;
  onPick: (side: 'from' | 'to', version: string) => void;
  onSelect: (id: string | null) => void;
}

const Side = ({ side, definition, versions, xml, differences, ...rest }: SideProps) => {
  const { t } = useTranslation('process');
  const { t: diagram } = useTranslation('diagram');
  const now = useNow();
  const { version, name, key, deployed_at: at, deployed_by: by, note } = definition;
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
  const label = diagram('live.label', { name: name || key, version });
  return (
    <section className={classes.side} aria-label={t(`compare.${side}`)}>
      <div className={classes.head}>
        <NativeSelect
          label={t(`compare.${side}`)}
          value={version.toString()}
          onChange={(event) => rest.onPick(side, event.currentTarget.value)}
          data={versions.map((one) => ({
            value: one.version.toString(),
            label:
              t('compare.version', { version: one.version }) +
              (one.version_tag ? ` (${one.version_tag})` : ''),
          }))}
        />
        <span>
          {moment(new Date(at), now)} · {by ?? t('versions.system')}
        </span>
      </div>
      {note && <p className={classes.note}>{note}</p>}
      <div className={classes.drawing}>
        {xml !== undefined && (
          <BpmnViewer
            key={definition.id}
            xml={xml}
            label={label}
            marks={marks}
            badges={badges}
            selected={rest.selected}
            onSelect={(node) => rest.onSelect(node?.id ?? null)}
          />
        )}
      </div>
    </section>
  );
};

interface DifferencesProps {
  differences: readonly ElementDiff[];
  selected: string | null;
  onSelect: (id: string | null) => void;
}

const Differences = ({ differences, selected, onSelect }: DifferencesProps) => {
  const { t } = useTranslation('process');
  const { t: drawing } = useTranslation('diagram');
  if (differences.length === 0) return <Empty title={t('compare.same')} />;
  return (
    <section className={classes.list} aria-labelledby="differences">
      <h2 id="differences">{t('compare.list')}</h2>
      <ul>
        {differences.map(({ id, type, name, kind, changes }) => (
          <li key={id} data-kind={kind}>
            <UnstyledButton
              className={classes.element}
              aria-pressed={selected === id}
              onClick={() => onSelect(selected === id ? null : id)}
            >
              <span className={classes.kind}>
                <span aria-hidden>{SIGNS[kind]}</span> {t(`compare.kind.${kind}`)}
              </span>
              <b>{name || id}</b>
              <span className={classes.type}>
                {drawing(`type.${type}` as 'type.Task', { defaultValue: type })}
              </span>
            </UnstyledButton>
            {changes.length > 0 && <Changes changes={changes} />}
          </li>
        ))}
      </ul>
    </section>
  );
};

const Changes = ({ changes }: Pick<ElementDiff, 'changes'>) => {
  const { t } = useTranslation('process');
  return (
    <dl className={classes.changes}>
      {changes.map(({ path, before, after }) => (
        <div key={path}>
          <dt title={path}>
            {partsOf(path)
              .map(({ word, name, number }) =>
                [word ? t(`compare.property.${word}`) : name, number].filter(Boolean).join(' '),
              )
              .join(' › ')}
          </dt>
          <dd>
            {before === null ? <i>{t('compare.nothing')}</i> : <del>{before}</del>}
            <span aria-hidden> → </span>
            {after === null ? <i>{t('compare.nothing')}</i> : <ins>{after}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
};
