import { ActionIcon } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '@/shared/format';
import classes from './ui.module.css';

interface Props {
  title: string;
  /** How many there are, in words. */
  summary: string;
  query: { dataUpdatedAt: number; refetch: () => Promise<unknown> };
  /** What narrows the list down. */
  children: ReactNode;
}

/** Head of a page that is one long list: how many, as of when, and the filters. */
export const ListPageHead = ({ title, summary, query, children }: Props) => {
  const { t } = useTranslation();
  return (
    <header className={classes.listHead}>
      <div className={classes.listTitle}>
        <h1>{title}</h1>
        {summary && <span className="k-num">{summary}</span>}
        <span className={classes.asOf}>
          {query.dataUpdatedAt > 0 && t('asOf', { time: clock(new Date(query.dataUpdatedAt)) })}
        </span>
        <ActionIcon onClick={() => void query.refetch()} aria-label={t('action.refresh')}>
          <IconRefresh size={16} stroke={1.8} />
        </ActionIcon>
      </div>
      <div className={classes.filters}>{children}</div>
    </header>
  );
};
