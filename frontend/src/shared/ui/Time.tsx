import { fullTime } from '@/shared/format';

/** A time in words with the exact one on hover. */
export const Time = ({ at, children }: { at: string | Date; children: (date: Date) => string }) => {
  const date = at instanceof Date ? at : new Date(at);
  return (
    <time dateTime={date.toISOString()} title={fullTime(date)}>
      {children(date)}
    </time>
  );
};
