import './words';

import { Button, Tabs } from '@mantine/core';
import { lazy, Suspense, useMemo, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { isProblem, type Incident, type Pages, type ProcessInstance } from '@/shared/api';
import { atLeast } from '@/shared/format';
import { nameOf } from '@/shared/instances';
import { Empty, Failure, SkeletonRows, useTitle } from '@/shared/ui';
import {
  useChildren,
  useData,
  useDecisions,
  useIncidents,
  useInstance,
  useJobs,
  useOpenIncidents,
  useSubscriptions,
} from './api';
import { AuditTab } from './AuditTab';
import { ChildrenTab } from './ChildrenTab';
import { DataTab } from './DataTab';
import { DecisionsTab } from './DecisionsTab';
import { Diagram } from './Diagram';
import { IncidentsTab } from './IncidentsTab';
import classes from './instance.module.css';
import { InstanceHead } from './InstanceHead';
import { JobsTab } from './JobsTab';
import { MessagesTab } from './MessagesTab';
import type { Moment } from './moments';
import { Separator } from './Separator';
import { StepPanel } from './StepPanel';
import { TimelineTab } from './TimelineTab';
import { RIGHT, useSize } from './useSize';

const Replay = lazy(() => import('./Replay'));

/** One process instance: where it stands, how it came there, and what can be done. */
export const Component = () => {
  const { t } = useTranslation('instances');
  const { id = '' } = useParams();
  const query = useInstance(id);
  useTitle(query.data ? nameOf(query.data) : null);
  if (query.data) return <Instance key={id} instance={query.data} />;
  if (!query.error) return <SkeletonRows rows={6} height={64} />;
  if (isProblem(query.error) && [400, 404].includes(query.error.status)) {
    return (
      <div className="k-centre">
        <Empty
          alone
          title={t('one.gone')}
          actions={
            <Button component={Link} to="/instances" variant="default">
              {t('one.goneBack')}
            </Button>
          }
        >
          {t('one.goneText')}
        </Empty>
      </div>
    );
  }
  return (
    <Failure title={t('one.failed')} error={query.error} onRetry={() => void query.refetch()} />
  );
};

const TABS = [
  'timeline',
  'data',
  'incidents',
  'jobs',
  'messages',
  'children',
  'decisions',
  'audit',
] as const;
type Tab = (typeof TABS)[number];

/** Tab and step are part of the address. */
const usePlace = (instance: ProcessInstance) => {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('tab') ?? '';
  const tab: Tab = (TABS as readonly string[]).includes(wanted) ? (wanted as Tab) : 'timeline';
  const first =
    instance.waiting_at.find((place) => place.incident_id) ??
    instance.waiting_at.find((place) => place.user_task_id) ??
    instance.waiting_at[0];
  const step = params.get('step') ?? first?.activity_id ?? null;
  const set = (name: string, value: string | null) =>
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  return {
    tab,
    step,
    setTab: (next: Tab) => set('tab', next === 'timeline' ? null : next),
    setStep: (next: string | null) => set('step', next),
  };
};

interface Count {
  count: number;
  /** Whether counting stopped there. */
  isMore: boolean;
}

/** Width of the panel beside the tabs. */
const SIDE = { stored: 'kontor.step-width', least: 280, usual: 440, most: 800 };

const NOTHING: Count = { count: 0, isMore: false };

const lengthOf = (list: readonly unknown[] | undefined): number => list?.length ?? 0;

const countOf = ({ total, items, isMore }: Pages<unknown>): Count => ({
  count: total ?? items?.length ?? 0,
  isMore,
});

/** Incidents of the instance that are open: those that are loaded, and how many there are. */
const useOpen = (instance: ProcessInstance, { query, items }: Pages<Incident>) => {
  const open = useMemo(() => items?.filter((incident) => !incident.resolved_at) ?? [], [items]);
  const counted = useOpenIncidents(instance.id, query.hasNextPage);
  const held = instance.waiting_at.filter((place) => place.incident_id).length;
  // Those of the instance as a whole hold no place.
  const loaded: Count = { count: Math.max(open.length, held), isMore: query.hasNextPage };
  return { open, openCount: (query.hasNextPage && counted.data) || loaded };
};

const Instance = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const { tab, step, setTab, setStep } = usePlace(instance);
  const incidents = useIncidents(instance.id);
  const data = useData(instance.id);
  const jobs = useJobs(instance);
  const subscriptions = useSubscriptions(instance);
  const children = useChildren(instance);
  const called = lengthOf(children.items);
  const decisions = useDecisions(instance.id);
  const decided = lengthOf(decisions.items);
  const { open, openCount } = useOpen(instance, incidents);
  const { chosen: width, handle } = useSize(SIDE, RIGHT);
  const [replays, setReplays] = useState(false);
  const [moment, setMoment] = useState<Moment | null>(null);
  const stopReplay = () => {
    setReplays(false);
    setMoment(null);
  };
  const counts: Record<Tab, Count> = {
    timeline: NOTHING,
    data: { count: Object.keys(data.data?.variables ?? {}).length, isMore: false },
    incidents: openCount,
    jobs: countOf(jobs),
    messages: { count: lengthOf(subscriptions.data), isMore: false },
    children: countOf(children),
    decisions: countOf(decisions),
    audit: NOTHING,
  };
  const isThere: Partial<Record<Tab, boolean>> = { children: called > 0, decisions: decided > 0 };
  const tabs = TABS.filter((name) => isThere[name] ?? true);
  return (
    <div className={classes.page}>
      <InstanceHead
        instance={instance}
        open={open}
        openIncidents={openCount.count}
        isMore={openCount.isMore}
      />
      <Diagram instance={instance} selected={step} onSelect={setStep} moment={moment} />
      {replays && (
        <Suspense fallback={null}>
          <Replay instance={instance} onMoment={setMoment} onClose={stopReplay} />
        </Suspense>
      )}
      <div
        className={classes.below}
        style={
          width === null ? undefined : ({ '--side': `${width.toString()}px` } as CSSProperties)
        }
      >
        <Tabs value={tab} onChange={(value) => setTab(value as Tab)} className={classes.tabs}>
          <Tabs.List aria-label={nameOf(instance)}>
            {tabs.map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                rightSection={
                  counts[name].count > 0 && (
                    <span className="k-num">
                      {atLeast(counts[name].count, counts[name].isMore)}
                    </span>
                  )
                }
              >
                {t(`one.tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <TimelineTab
              instance={instance}
              selected={step}
              onSelect={setStep}
              onReplay={() => setReplays(true)}
            />
          </Tabs.Panel>
          <Tabs.Panel value="data">
            <DataTab instance={instance} />
          </Tabs.Panel>
          <Tabs.Panel value="incidents">
            <IncidentsTab pages={incidents} onSelect={setStep} />
          </Tabs.Panel>
          <Tabs.Panel value="jobs">
            <JobsTab instance={instance} pages={jobs} onSelect={setStep} />
          </Tabs.Panel>
          <Tabs.Panel value="messages">
            <MessagesTab instance={instance} onSelect={setStep} />
          </Tabs.Panel>
          {called > 0 && (
            <Tabs.Panel value="children">
              <ChildrenTab pages={children} />
            </Tabs.Panel>
          )}
          {decided > 0 && (
            <Tabs.Panel value="decisions">
              <DecisionsTab instanceId={instance.id} pages={decisions} onSelect={setStep} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="audit">
            <AuditTab instance={instance} />
          </Tabs.Panel>
        </Tabs>
        <aside className={classes.side}>
          <Separator label={t('one.resizeSide')} orientation="vertical" {...handle} />
          {replays ? (
            // What can be done at a step is of now, and would mislead beside another moment.
            <p className={classes.hint}>{t('replay.past')}</p>
          ) : (
            <StepPanel
              instance={instance}
              step={step}
              related={{
                incidents: open,
                jobs: jobs.items ?? [],
                subscriptions: subscriptions.data ?? [],
              }}
              called={children.items ?? []}
              decisions={decisions.items ?? []}
            />
          )}
        </aside>
      </div>
    </div>
  );
};
