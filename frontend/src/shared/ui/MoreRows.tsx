import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ui.module.css';

interface Props {
  hasMore: boolean;
  loading: boolean;
  onMore: () => void;
  /** Wait for the button to be pressed; else what follows is read as soon as the end is in sight. */
  onRequest?: boolean;
}

/** The end of a list that goes on. */
export const MoreRows = ({ hasMore, loading, onMore, onRequest = false }: Props) => {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    const element = end.current;
    if (!element || onRequest || loading) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) more.current();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, loading, onRequest]);
  if (!hasMore) return null;
  return (
    <div ref={end} className={classes.moreRows}>
      <Button variant="default" size="xs" loading={loading} onClick={onMore}>
        {t('action.loadMore')}
      </Button>
    </div>
  );
};
