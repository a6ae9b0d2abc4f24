import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Finding } from '@/shared/library/Findings';
import { checkDecisions } from '../api';

const QUIET_MS = 1_000;

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
