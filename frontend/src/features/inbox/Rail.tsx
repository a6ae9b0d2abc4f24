import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { Time } from '@/shared/ui';
import classes from './inbox.module.css';
import { Watching } from './Watching';
import { WhatNext } from './WhatNext';
import { useWhy } from './useWhy';

/** Facts of the case beside the form. */
export const Rail = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const why = useWhy(task);
  const open = [...task.candidate_groups, ...task.candidate_users].join(', ');
  return (
    <aside className={classes.rail}>
      <section>
        <h3>{t('rail.case')}</h3>
        <dl>
          <dt>{t('rail.process')}</dt>
          <dd>{task.definition_name || task.definition_key}</dd>
          {task.business_key && (
            <>
              <dt>{t('rail.key')}</dt>
              <dd>{task.business_key}</dd>
            </>
          )}
          {task.started_by && (
            <>
              <dt>{t('rail.startedBy')}</dt>
              <dd>{task.started_by}</dd>
            </>
          )}
          <dt>{t('rail.since')}</dt>
          <dd>
            <Time at={task.created_at}>{(date) => moment(date, now)}</Time>
          </dd>
          {open && (
            <>
              <dt>{t('rail.candidates')}</dt>
              <dd>{open}</dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h3>{t('rail.why')}</h3>
        <p>{why}</p>
      </section>
      <WhatNext task={task} />
      <Watching task={task} />
    </aside>
  );
};
