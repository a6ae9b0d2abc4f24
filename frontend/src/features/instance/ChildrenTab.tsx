import { Link } from 'react-router';
import type { Pages, ProcessInstance } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { InstanceState, nameOf, WaitingSteps } from '@/shared/instances';
import { MoreRows, Time } from '@/shared/ui';
import classes from './instance.module.css';

/** The instances that this one has called, newest first. */
export const ChildrenTab = ({ pages }: { pages: Pages<ProcessInstance> }) => {
  const now = useNow();
  const { query, items = [] } = pages;
  return (
    <>
      <ul className={classes.children}>
        {items.map((child) => (
          <li key={child.id}>
            <Link className="k-link" to={`/instances/${child.id}`}>
              {nameOf(child)}
            </Link>
            <InstanceState instance={child} look="inline" />
            <span>{child.definition_name || child.definition_key}</span>
            <span>
              <WaitingSteps instance={child} />
            </span>
            <Time at={child.started_at}>{(date) => moment(date, now)}</Time>
          </li>
        ))}
      </ul>
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  );
};
