import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '@/shared/api';
import { clock } from '@/shared/format';
import { explain } from './explain';
import classes from './ui.module.css';
import { useTitle } from './useTitle';

/** Shows its content only when the wait has lasted long enough to be noticed. */
export const AfterWait = ({ children, ms = 200 }: { children: ReactNode; ms?: number }) => {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return due ? <>{children}</> : null;
};

const WIDTHS = [150, 210, 190, 250, 120, 180];

/** Bars in place of the rows to come. */
export const SkeletonRows = ({ rows = 6, height = 56 }: { rows?: number; height?: number }) => {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('loading')}>
      <AfterWait>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={classes.skeletonRow} style={{ height }}>
            <span className={classes.bar} style={{ width: WIDTHS[row % 6] }} />
            <span className={classes.bar} style={{ width: 44, justifySelf: 'end' }} />
            <span className={classes.bar} style={{ width: WIDTHS[(row + 3) % 6], opacity: 0.7 }} />
          </div>
        ))}
      </AfterWait>
    </div>
  );
};

/** A thin bar above content that is being fetched again. */
export const RefetchBar = ({ active }: { active: boolean }) => (
  <div className={classes.refetch} data-active={active || undefined} aria-hidden />
);

interface EmptyProps {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  drawing?: ReactNode;
  /** A page's only content carries a bigger title. */
  big?: boolean;
  /** Nothing else is on the page, so the title is the page's. */
  alone?: boolean;
}

/** What is true, and one way on. */
export const Empty = ({ title, children, actions, drawing, big, alone }: EmptyProps) => {
  useTitle(alone ? title : null);
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className={classes.empty} data-big={big || alone || undefined}>
      {drawing}
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
};

interface FailureProps {
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** One part that failed: what, since when, again, and the request's id to hand on. */
export const Failure = ({ title, error, onRetry }: FailureProps) => {
  const { t } = useTranslation();
  const problem = isProblem(error) ? error : null;
  const requestId = problem?.requestId;
  return (
    <div role="alert" className={classes.failure}>
      <div className={classes.failureTitle}>
        <IconAlertTriangle size={16} aria-hidden color="var(--k-incident)" />
        <strong>{title}</strong>
      </div>
      <p>
        {explain(error)}
        {problem && ` ${t('error.since', { time: clock(problem.at) })}`}
      </p>
      <div className={classes.actions}>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('action.tryAgain')}
          </Button>
        )}
        {requestId && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => void navigator.clipboard?.writeText(requestId)}
          >
            {t('action.copyRequest', { id: requestId.slice(0, 8) })}
          </Button>
        )}
      </div>
    </div>
  );
};
