import { useCallback, useMemo } from 'react';
import { useActivities, useRecord } from '@/shared/history';
import { writtenIn, type Written } from './changes';

const NOTHING: Written[] = [];

/** What was written into the data of an instance, and what people call its steps. */
export const useWritten = (instanceId: string) => {
  const { data, error } = useRecord(instanceId);
  const activities = useActivities(instanceId).data;
  const items = data?.items;
  const written = useMemo(() => (items ? writtenIn(items) : NOTHING), [items]);
  const names = useMemo(
    () => new Map(activities?.map((one) => [one.activity_id, one.activity_name])),
    [activities],
  );
  const nameOf = useCallback((id: string) => names.get(id) || id, [names]);
  return { written, nameOf, isCut: !!data?.isCut, error };
};
