import type { PointerEvent } from 'react';
import { fullTime } from '@/shared/format';

// Made only when it is wanted: lists show hundreds of times, and writing one out is slow.
const sayAll = ({ currentTarget }: PointerEvent<HTMLTimeElement>) => {
  currentTarget.title = fullTime(new Date(currentTarget.dateTime));
};

/** A time in words with the exact one on hover. */
export const Time = ({ at, children }: { at: string | Date; children: (date: Date) => string }) => {
  const date = at instanceof Date ? at : new Date(at);
  return (
    <time dateTime={date.toISOString()} onPointerEnter={sayAll}>
      {children(date)}
    </time>
  );
};
