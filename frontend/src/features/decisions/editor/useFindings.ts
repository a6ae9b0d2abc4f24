import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FieldProblem } from '@/shared/api';
import { fetchNewest } from '@/shared/library';
import { checkDecisions, fetchUsage } from '../api';

const QUIET_MS = 1_000;

export interface Finding extends FieldProblem {
  severity: 'error' | 'warning';
}

/** The newest version of the decision with what asks it; null where it has none yet. */
export const useUsage = (key: string) =>
  useQuery({
    queryKey: ['decisions', 'usage', key],
    queryFn: async ({ signal }) => {
      const newest = (await fetchNewest('decision', signal)).find(
        (decision) => decision.key === key,
      );
      return newest ? { newest, ...(await fetchUsage(newest.id, signal)) } : null;
    },
  });

/** What the server would refuse, and what it would warn of. */
export const useFindings = (xml: string): { findings: Finding[]; checking: boolean } => {
  const [text] = useDebouncedValue(xml, QUIET_MS);
  const check = useQuery({
    queryKey: ['decisions', 'check', text],
    queryFn: ({ signal }) => checkDecisions(text, signal),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  const findings = useMemo(
    () => [
      ...(check.data?.errors ?? []).map((one) => ({ ...one, severity: 'error' as const })),
      ...(check.data?.warnings ?? []).map((one) => ({ ...one, severity: 'warning' as const })),
    ],
    [check.data],
  );
  return { findings, checking: check.isFetching };
};
