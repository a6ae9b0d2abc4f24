import './words';
import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMay, type ProcessDefinition } from '@/shared/api';
import { newestDraftOf } from '@/shared/drafts';
import { atLeast, clock, moment, useNow } from '@/shared/format';
import { fetchVersions, LiveDiagram } from '@/shared/processes';
import {
  Empty,
  Failure,
  PageHead,
  RefetchBar,
  SkeletonRows,
  StateBadge,
  useTitle,
  type State,
} from '@/shared/ui';
import { Permissions } from './permissions';
import { Starts } from './Starts';
import { Uses } from './Uses';
import { useVersionActions, type VersionActions } from './useVersionActions';
import { VersionMenu } from './VersionMenu';
import { Versions } from './Versions';
import classes from './process.module.css';

const POLL_MS = 15_000;

const sum = (
  versions: readonly ProcessDefinition[],
  figure: 'running' | 'finished' | 'incidents',
) => versions.reduce((total, version) => total + (version[figure] ?? 0), 0);

interface FigureProps {
  value: number;
  isMore?: boolean;
  state: State;
  label: string;
}

const Figure = ({ value, isMore = false, state, label }: FigureProps) => (
  <div className={classes.bigFigure}>
    <dd>{atLeast(value, isMore)}</dd>
    <dt>
      <StateBadge look="inline" state={state}>
        {label}
      </StateBadge>
    </dt>
  </div>
);

const Figures = ({ versions, at }: { versions: readonly ProcessDefinition[]; at: number }) => {
  const { t } = useTranslation('process');
  const { t: common } = useTranslation();
  return (
    <div className={classes.figures}>
      <dl aria-label={t('figures')}>
        <Figure value={sum(versions, 'running')} state="running" label={t('running')} />
        <Figure value={sum(versions, 'incidents')} state="incident" label={t('withIncident')} />
        <Figure
          value={sum(versions, 'finished')}
          isMore={versions.some((version) => version.finished_is_estimate)}
          state="completed"
          label={t('finished')}
        />
      </dl>
      <span>{common('asOf', { time: clock(new Date(at)) })}</span>
    </div>
  );
};

const DraftNote = ({ processKey }: { processKey: string }) => {
  const { t } = useTranslation('process');
  const now = useNow();
  const draft = useQuery({
    queryKey: ['drafts', 'newest', processKey],
    queryFn: ({ signal }) => newestDraftOf(processKey, signal),
  });
  if (!draft.data) return null;
  return (
    <Link className={classes.draft} to={`/drafts/${draft.data.id}`}>
      {t('draft', { when: moment(new Date(draft.data.updated_at), now) })}
    </Link>
  );
};

const Head = ({ newest }: { newest: ProcessDefinition }) => {
  const { t } = useTranslation('process');
  const mayEdit = useMay('draft.edit');
  const actions = useVersionActions();
  const { version, key } = newest;
  return (
    <PageHead
      crumbs={[{ label: t('crumb'), to: '/processes' }]}
      title={newest.name || key}
      beside={
        <>
          {newest.state === 'active' ? (
            <StateBadge state="completed">{t('live', { version })}</StateBadge>
          ) : (
            <StateBadge state="suspended">{t('suspended', { version })}</StateBadge>
          )}
          {mayEdit && <DraftNote processKey={key} />}
        </>
      }
      meta={<span>{key}</span>}
      actions={
        <>
          {newest.can_start && (
            <Button
              component={Link}
              to={`/start/${encodeURIComponent(key)}`}
              variant={mayEdit ? 'subtle' : 'filled'}
              color={mayEdit ? 'gray' : undefined}
            >
              {t('action.start')}
            </Button>
          )}
          {mayEdit && (
            <Button component={Link} to={`/processes/${encodeURIComponent(key)}/modeler`}>
              {t('action.openModel')}
            </Button>
          )}
          <VersionMenu definition={newest} actions={actions} newest={newest} />
        </>
      }
    />
  );
};

const Missing = () => {
  const { t } = useTranslation('process');
  return (
    <Empty
      alone
      title={t('missing.title')}
      actions={
        <Button component={Link} to="/processes" variant="default">
          {t('missing.back')}
        </Button>
      }
    >
      {t('missing.text')}
    </Empty>
  );
};

interface PartsProps {
  versions: readonly ProcessDefinition[];
  shown: ProcessDefinition;
  onShow: (definition: ProcessDefinition) => void;
  actions: VersionActions;
}

/** What there is to know of a process beside its diagram, one tab each. */
const Parts = ({ versions, shown, onShow, actions }: PartsProps) => {
  const { t } = useTranslation('process');
  const mayGive = useMay('identity.administer');
  const [params, setParams] = useSearchParams();
  const wanted = params.get('tab');
  const tab = wanted === 'uses' || (wanted === 'permissions' && mayGive) ? wanted : 'versions';
  const open = (next: string | null) =>
    setParams(
      (before) => {
        if (next && next !== 'versions') before.set('tab', next);
        else before.delete('tab');
        return before;
      },
      { replace: true },
    );
  const list = <Versions versions={versions} shown={shown} onShow={onShow} actions={actions} />;
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <Tabs.List className={classes.tabs} aria-label={t('tabs.label')}>
        <Tabs.Tab value="versions">{t('tabs.versions')}</Tabs.Tab>
        <Tabs.Tab value="uses">{t('tabs.uses')}</Tabs.Tab>
        {mayGive && <Tabs.Tab value="permissions">{t('tabs.permissions')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="versions">{list}</Tabs.Panel>
      <Tabs.Panel value="uses">
        <Uses definition={shown} />
      </Tabs.Panel>
      {mayGive && (
        <Tabs.Panel value="permissions">
          <Permissions processKey={shown.key} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
};

/** One process: where its instances are, and its versions. */
export const Component = () => {
  const { t } = useTranslation('process');
  const { key = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const actions = useVersionActions();
  const query = useQuery({
    queryKey: ['process-definitions', 'of', key],
    queryFn: ({ signal }) => fetchVersions(key, signal),
    refetchInterval: POLL_MS,
  });
  const versions = useMemo(
    () => [...(query.data ?? [])].sort((a, b) => b.version - a.version),
    [query.data],
  );
  const [newest] = versions;
  const wanted = Number(params.get('version'));
  const shown = versions.find(({ version }) => version === wanted) ?? newest;
  useTitle(newest ? newest.name || newest.key : key);

  if (query.isError && !query.data) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <SkeletonRows />;
  if (!newest || !shown) return <Missing />;
  return (
    <div className={classes.page}>
      <RefetchBar active={query.isRefetching} />
      <Head newest={newest} />
      <Figures versions={versions} at={query.dataUpdatedAt} />
      <LiveDiagram key={shown.id} definition={shown} step={params.get('element')} />
      <Starts definition={newest} />
      <Parts
        versions={versions}
        shown={shown}
        onShow={({ version }) =>
          setParams(
            (before) => {
              if (version === newest.version) before.delete('version');
              else before.set('version', version.toString());
              return before;
            },
            { replace: true },
          )
        }
        actions={actions}
      />
    </div>
  );
};
