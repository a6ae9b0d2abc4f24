import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessDefinition } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { number } from '@/shared/format';
import { Failure, StateBadge } from '@/shared/ui';
import { fetchModel, fetchStatistics } from './api';
import { figuresOf, waitingActivities, type BadgeWords, type Layer } from './badges';
import classes from './process.module.css';

const POLL_MS = 15_000;

const useWords = (): BadgeWords => {
  const { t } = useTranslation('process');
  return useMemo(
    () => ({
      waiting: (count) => t('diagram.waitingCount', { count }),
      running: (count) => t('diagram.runningCount', { count }),
      incidents: (count) => t('diagram.incidentCount', { count }),
      visits: (count) => t('diagram.visitCount', { count }),
    }),
    [t],
  );
};

/** Where most instances are: shown first on a screen too small for the whole. */
const busiest = (heat: Readonly<Record<string, number>>): string | null => {
  const [first] = Object.entries(heat).sort(([, a], [, b]) => b - a);
  return first && first[1] > 0 ? first[0] : null;
};

/** The diagram of one version with where its instances are. */
export const LiveDiagram = ({ definition }: { definition: ProcessDefinition }) => {
  const { t } = useTranslation('process');
  const [layer, setLayer] = useState<Layer>('now');
  const words = useWords();
  // a version never changes
  const model = useQuery({
    queryKey: ['model', definition.id],
    queryFn: ({ signal }) => fetchModel(definition.id, signal),
    staleTime: Infinity,
  });
  const statistics = useQuery({
    queryKey: ['statistics', definition.id],
    queryFn: ({ signal }) => fetchStatistics(definition.id, signal),
    refetchInterval: POLL_MS,
  });
  const xml = model.data;
  const waiting = useMemo(() => waitingActivities(xml ?? ''), [xml]);
  const figures = useMemo(
    () =>
      statistics.data
        ? figuresOf(statistics.data, layer, waiting, words)
        : { badges: [], heat: {} },
    [statistics.data, layer, waiting, words],
  );
  const name = definition.name ?? definition.key;
  return (
    <section
      className={classes.diagram}
      aria-label={t('diagram.label', { name, version: number(definition.version) })}
    >
      {model.isError && (
        <Failure
          title={t('diagram.failed')}
          error={model.error}
          onRetry={() => void model.refetch()}
        />
      )}
      {xml !== undefined && (
        <BpmnViewer
          xml={xml}
          label={t('diagram.label', { name, version: number(definition.version) })}
          badges={figures.badges}
          heat={figures.heat}
          focusOn={busiest(figures.heat)}
        />
      )}
      <div className={classes.overlay}>
        <SegmentedControl
          className={classes.layers}
          size="xs"
          aria-label={t('diagram.layer')}
          value={layer}
          onChange={(value) => setLayer(value as Layer)}
          data={[
            { value: 'now', label: t('diagram.now') },
            { value: 'visits', label: t('diagram.visits') },
          ]}
        />
        {statistics.isError ? (
          <StateBadge look="inline" state="incident">
            {t('diagram.noCounts')}
          </StateBadge>
        ) : (
          layer === 'now' && (
            <span className={classes.legend}>
              <StateBadge look="inline" state="waiting">
                {t('diagram.waiting')}
              </StateBadge>
              <StateBadge look="inline" state="running">
                {t('diagram.runningNow')}
              </StateBadge>
              <StateBadge look="inline" state="incident">
                {t('diagram.incident')}
              </StateBadge>
            </span>
          )
        )}
      </div>
    </section>
  );
};
