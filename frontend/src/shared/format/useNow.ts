import { useEffect, useState } from 'react';

/** The time, renewed twice a minute, so that "in 3 h" does not grow old on an open page. */
export const useNow = (everyMs = 30_000): Date => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
};
