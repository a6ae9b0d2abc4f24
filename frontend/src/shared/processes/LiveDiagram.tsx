import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessDefinition } from '@/shared/api';
import { BpmnViewer, type DiagramNode } from '@/shared/bpmn';
import { number } from '@/shared/format';
import { Failure, StateBadge } from '@/shared/ui';
import { fetchStatistics, useModel } from './models';
import { figuresOf, waitingActivities, type BadgeWords, type Layer } from './badges';
import classes from './liveDiagram.module.css';

const POLL_MS = 15_000;

const useWords = (): BadgeWords => {
  const { t } = useTranslation('diagram');
  return useMemo(
    () => ({
      waiting: (count) => t('live.waitingCount', { count }),
      running: (count) => t('live.runningCount', { count }),
      incidents: (count) => t('live.incidentCount', { count }),
      visits: (count) => t('live.visitCount', { count }),
    }),
    [t],
  );
};

/** Where most instances are: shown first on a screen too small for the whole. */
const busiest = (heat: Readonly<Record<string, number>>): string | null => {
  const [first] = Object.entries(heat).sort(([, a], [, b]) => b - a);
  return first && first[1] > 0 ? first[0] : null;
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
          data={[
            { value: 'now', label: t('live.now') },
            { value: 'visits', label: t('live.visits') },
          ]}
        />
        {statistics.isError ? (
          <StateBadge look="inline" state="incident">
            {t('live.noCounts')}
          </StateBadge>
        ) : (
          layer === 'now' && (
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
          )
        )}
      </div>
    </section>
  );
};
