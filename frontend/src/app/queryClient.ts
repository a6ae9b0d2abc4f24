import { QueryClient } from '@tanstack/react-query';
import { isProblem, stringifyJson } from '@/shared/api';

const MAY_PASS = new Set([0, 429, 502, 503, 504]);

/** Keep the old object when the text is the same: exact numbers and every member name survive, unlike a deep merge. */
const shareSame = (before: unknown, after: unknown): unknown =>
  before !== undefined && stringifyJson(before) === stringifyJson(after) ? before : after;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      structuralSharing: shareSame,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only what may pass by itself is tried again.
      retry: (failures, error) => isProblem(error) && MAY_PASS.has(error.status) && failures < 2,
    },
    mutations: { retry: false },
  },
});
