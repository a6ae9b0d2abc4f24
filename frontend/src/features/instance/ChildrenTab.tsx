import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, ProcessInstance } from '@/shared/api';
import { moment, number, useNow } from '@/shared/format';
import { InstanceState, nameOf, WaitingSteps } from '@/shared/instances';
import { Time } from '@/shared/ui';
import classes from './instance.module.css';

/** The instances that this one has called, newest first. */
export const ChildrenTab = ({ page }: { page: Page<ProcessInstance> }) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const more = (page.page.total ?? page.items.length) - page.items.length;
  return (
    <>
      <ul className={classes.children}>
        {page.items.map((child) => (
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
      {more > 0 && (
        <p className={classes.moreChildren}>{t('children.more', { number: number(more) })}</p>
      )}
    </>
  );
};
