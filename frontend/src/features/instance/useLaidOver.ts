import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { useNow } from '@/shared/format';
import { useActivities, useRecord } from '@/shared/history';
import { usePath } from './api';
import { flowOrderOf } from './flowOrder';
import type { Layer } from './layers';
import { badgesOf, marksOf, placesIn } from './marks';
import type { Moment } from './moments';
import { durationsOf, visitsOf } from './step';
import { useWritten } from './useWritten';

const NONE: never[] = [];

/** How often each step was visited, how long it took and what it wrote, as far as it is shown. */
const usePassed = (id: string, layers: ReadonlySet<Layer>, moment: Moment | null) => {
  const now = useNow();
  const activities = useActivities(id).data ?? NONE;
  const { written } = useWritten(id);
  return useMemo(() => {
    const visits = moment?.path.activities ?? visitsOf(activities);
    return {
      visits: layers.has('visits') ? visits : {},
      // They are of now, and would be wrong at another moment.
      durations: layers.has('durations') && !moment ? durationsOf(activities, now) : {},
      written: layers.has('data') && !moment ? written : NONE,
    };
  }, [layers, moment, activities, now, written]);
};

/** What the layers that are shown lay over the drawing, now or at another moment. */
export const useLaidOver = (
  instance: ProcessInstance,
  layers: ReadonlySet<Layer>,
  moment: Moment | null,
) => {
  const { t } = useTranslation('instances');
  const { t: own } = useTranslation('instance');
  const path = usePath(instance.id).data;
  const record = useRecord(instance.id).data;
  const passed = usePassed(instance.id, layers, moment);
  const places = useMemo(
    () =>
      placesIn(moment?.places ?? instance.waiting_at, {
        tokens: layers.has('tokens'),
        incidents: layers.has('incidents'),
      }),
    [instance, moment, layers],
  );
  const marks = useMemo(() => marksOf(places), [places]);
  const badges = useMemo(
    () =>
      badgesOf(places, passed, {
        waiting: (count) => t('one.badge.waiting', { count }),
        incident: (count) => t('one.badge.incident', { count }),
        job: (count) => t('one.badge.job', { count }),
        visits: (count) => t('one.badge.visits', { count }),
        took: (time) => own('diagram.took', { time }),
        wrote: (names) => own('diagram.wrote', { names }),
      }),
    [places, passed, t, own],
  );
  const numbers = layers.has('order') && !moment && record && !record.isCut ? record.items : null;
  const order = useMemo(() => (numbers ? flowOrderOf(numbers) : undefined), [numbers]);
  return { path: layers.has('path') ? (moment?.path ?? path) : undefined, marks, badges, order };
};
