import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionStatistics, ProcessDefinition } from '@/shared/api';
import { BpmnViewer, type DiagramNode } from '@/shared/bpmn';
import { moment, number, useNow } from '@/shared/format';
import { Failure, StateBadge } from '@/shared/ui';
import { fetchStatistics, useModel } from './models';
import { figuresOf, LAYERS, waitingActivities, type BadgeWords, type Layer } from './badges';
import classes from './liveDiagram.module.css';

const POLL_MS = 15_000;

const useWords = (): BadgeWords => {
  const { t } = useTranslation('diagram');
  return useMemo(
    () => ({
      waiting: (count, text) => t('live.waitingCount', { count, text }),
      running: (count, text) => t('live.runningCount', { count, text }),
      incidents: (count) => t('live.incidentCount', { count }),
      visits: (count) => t('live.visitCount', { count }),
      durations: (median, most) => t('live.durationText', { median, most }),
    }),
    [t],
  );
};

/** Where most instances are: shown first on a screen too small for the whole. */
const busiest = (heat: Readonly<Record<string, number>>): string | null => {
  const [first] = Object.entries(heat).sort(([, a], [, b]) => b - a);
  return first && first[1] > 0 ? first[0] : null;
};

/** What is shown of a layer: its signs, or of which instances it tells. */
const Legend = ({ layer, statistics }: { layer: Layer; statistics: DefinitionStatistics }) => {
  const { t } = useTranslation('diagram');
  const now = useNow();
  if (layer === 'now') {
    return (
      <span className={classes.legend}>
        <StateBadge look="inline" state="waiting">
          {t('live.waiting')}
        </StateBadge>
        <StateBadge look="inline" state="running">
          {t('live.runningNow')}
        </StateBadge>
        <StateBadge look="inline" state="incident">
          {t('live.incident')}
        </StateBadge>
      </span>
    );
  }
  if (layer === 'incidents') {
    return (
      <span className={classes.legend}>
        <StateBadge look="inline" state={statistics.incidents > 0 ? 'incident' : 'completed'}>
          {t('live.incidentCount', { count: statistics.incidents })}
        </StateBadge>
      </span>
    );
  }
  const { instances: count, since, is_all: isAll } = statistics.sample;
  const when = since ? moment(new Date(since), now) : '';
  return (
    <span className={classes.legend}>
      {layer === 'durations' && <span>{t('live.durationLegend')}</span>}
      <span>
        {isAll
          ? t('live.ofAll', { count, instances: number(count) })
          : t('live.ofNewest', { count, instances: number(count), when })}
      </span>
    </span>
  );
};

interface Props {
  definition: ProcessDefinition;
  /** Fits above a list. */
  isSmall?: boolean;
  /** The step that is chosen. */
  step?: string | null;
  /** Called with the step that was clicked or chosen by Enter, or null for the empty canvas. */
  onStep?: (step: DiagramNode | null) => void;
}

/** The diagram of one version with where its instances are. */
export const LiveDiagram = ({ definition, isSmall, step, onStep }: Props) => {
  const { t } = useTranslation('diagram');
  const [layer, setLayer] = useState<Layer>('now');
  const words = useWords();
  const model = useModel(definition.id);
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
      data-small={isSmall || undefined}
      aria-label={t('live.label', { name, version: number(definition.version) })}
    >
      {model.isError && (
        <Failure
          title={t('live.failed')}
          error={model.error}
          onRetry={() => void model.refetch()}
        />
      )}
      {xml !== undefined && (
        <BpmnViewer
          xml={xml}
          label={t('live.label', { name, version: number(definition.version) })}
          badges={figures.badges}
          heat={figures.heat}
          focusOn={step ?? busiest(figures.heat)}
          selected={step}
          onSelect={onStep}
        />
      )}
      <div className={classes.overlay}>
        <SegmentedControl
          className={classes.layers}
          size="xs"
          aria-label={t('live.layer')}
          value={layer}
          onChange={(value) => setLayer(value as Layer)}
          data={LAYERS.map((value) => ({ value, label: t(`live.${value}`) }))}
        />
        {statistics.isError ? (
          <StateBadge look="inline" state="incident">
            {t('live.noCounts')}
          </StateBadge>
        ) : (
          statistics.data && <Legend layer={layer} statistics={statistics.data} />
        )}
      </div>
    </section>
  );
};
