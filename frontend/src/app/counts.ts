import { useQuery } from '@tanstack/react-query';
import { api, useMay, type IncidentGroup, type Page } from '@/shared/api';

/** How many faults hold instances up, for those who may read instances. */
export const useIncidentCount = () => {
  const enabled = useMay('process_instance.read');
  return useQuery({
    queryKey: ['incidents', 'count'],
    enabled,
    queryFn: async ({ signal }) => {
      const query = { limit: 1, include_total: true };
      const page = await api.get<Page<IncidentGroup>>('/incidents/groups', { query, signal });
      return page.page.total ?? 0;
    },
    refetchInterval: 15_000,
  });
};
