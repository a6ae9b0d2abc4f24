import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { checkContent, type Checked, type Finding } from '@/shared/library/findings';

const QUIET_MS = 1_000;
const NONE: readonly Finding[] = [];

/** What the server would refuse, and what it would warn of. */
export const useFindings = (xml: string): Checked => {
  const [text] = useDebouncedValue(xml, QUIET_MS);
  const check = useQuery({
    queryKey: ['decisions', 'check', text],
    queryFn: ({ signal }) => checkContent('decision', text, signal),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return {
    findings: check.data ?? NONE,
    checking: check.isFetching || text !== xml,
    error: check.error,
  };
};
