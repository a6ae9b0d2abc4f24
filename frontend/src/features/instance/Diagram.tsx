import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { BpmnViewer } from '@/shared/bpmn';
import { useActivities } from '@/shared/history';
import { Failure, StateBadge } from '@/shared/ui';
import { usePath, useXml } from './api';
import classes from './instance.module.css';
import { badgesOf, marksOf } from './marks';
import type { Moment } from './moments';
import { visitsOf } from './step';
import { useHeight } from './useHeight';

interface Props {
  instance: ProcessInstance;
  selected: string | null;
  onSelect: (activityId: string | null) => void;
  /** Another moment than now. */
  moment?: Moment | null;
}

/** The model with the path taken and the places where the instance waits. */
export const Diagram = ({ instance: latest, selected, onSelect, moment }: Props) => {
  const { t } = useTranslation('instances');
  const instance = useMemo(
    () => (moment ? { ...latest, waiting_at: moment.places } : latest),
    [latest, moment],
  );
  const xml = useXml(instance.definition_id);
  const path = usePath(instance.id);
  const activities = useActivities(instance.id);
  const { height, handle } = useHeight();
  const marks = useMemo(() => marksOf(instance), [instance]);
  const badges = useMemo(
    () =>
      badgesOf(instance, moment?.path.activities ?? visitsOf(activities.data ?? []), {
        waiting: (count) => t('one.badge.waiting', { count }),
        incident: (count) => t('one.badge.incident', { count }),
        job: (count) => t('one.badge.job', { count }),
        visits: (count) => t('one.badge.visits', { count }),
      }),
    [instance, moment, activities.data, t],
  );
  const states = new Set(Object.values(marks));
  return (
    <section className={classes.diagram} style={{ height }}>
      {xml.error && (
        <Failure
          title={t('one.diagramFailed')}
          error={xml.error}
          onRetry={() => void xml.refetch()}
        />
      )}
      {xml.data && (
        <BpmnViewer
          xml={xml.data}
          label={t('one.diagram', { name: instance.definition_name || instance.definition_key })}
          path={moment?.path ?? path.data}
          marks={marks}
          badges={badges}
          selected={selected}
          onSelect={(node) => onSelect(node?.id ?? null)}
          focusOn={selected}
        />
      )}
      <ul className={classes.legend} aria-hidden>
        <li>
          <i data-line="path" /> {t('one.legend.path')}
        </li>
        <li>
          <i /> {t('one.legend.rest')}
        </li>
        {states.has('waiting') && (
          <li>
            <StateBadge state="waiting" look="inline">
              {t('one.legend.waiting')}
            </StateBadge>
          </li>
        )}
        {states.has('running') && (
          <li>
            <StateBadge state="running" look="inline">
              {t('one.legend.running')}
            </StateBadge>
          </li>
        )}
        {states.has('incident') && (
          <li>
            <StateBadge state="incident" look="inline">
              {t('one.legend.incident')}
            </StateBadge>
          </li>
        )}
      </ul>
      {/* A separator that takes the focus is a widget: arrow keys move it. */}
      <div
        role="separator"
        aria-orientation="horizontal"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={t('one.resize')}
        className={classes.handle}
        {...handle}
      />
    </section>
  );
};
