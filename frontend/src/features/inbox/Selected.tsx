import { IconCheck } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { due, moment, useNow } from '@/shared/format';
import { Spacer, useLongTable } from '@/shared/ui';
import { byUrgency } from './groups';
import classes from './inbox.module.css';
import { areOfDifferentForms } from './offers';

const ROW_HEIGHT = 41;

/** In place of one task: what is selected, and what can be done with each. */
export const Selected = ({ tasks }: { tasks: readonly UserTask[] }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const kinds = [...Map.groupBy(tasks, (task) => task.name || task.activity_id)];
  const first = tasks.toSorted(byUrgency)[0];
  const table = useRef<HTMLTableElement>(null);
  const long = useLongTable(table, tasks.length, ROW_HEIGHT);
  return (
    <section className={classes.selected} data-scrolls>
      <h2>{t('selection.title', { count: tasks.length })}</h2>
      <p className={classes.facts}>
        {kinds.map(([name, ofKind]) => (
          <span key={name}>
            {ofKind.length} × {name}
          </span>
        ))}
        {first?.due_at && (
          <span>{t('selection.earliest', { due: moment(new Date(first.due_at), now) })}</span>
        )}
      </p>
      {areOfDifferentForms(tasks) && <p className={classes.facts}>{t('selection.different')}</p>}
      <div className={classes.scrollX}>
        <table
          ref={table}
          className={`k-table ${classes.selectedTable}`}
          aria-rowcount={tasks.length + 1}
        >
          <thead>
            <tr>
              <th scope="col">{t('selection.task')}</th>
              <th scope="col">{t('selection.process')}</th>
              <th scope="col">{t('selection.key')}</th>
              <th scope="col">{t('selection.due')}</th>
              <th scope="col">{t('selection.can')}</th>
            </tr>
          </thead>
          <tbody>
            <Spacer height={long.above} />
            {long.rows.map(({ index }) => {
              const task = tasks[index];
              if (!task) return null;
              return (
                <tr key={task.id} ref={long.measure} data-index={index} aria-rowindex={index + 2}>
                  <td className="k-strong">{task.name || task.activity_id}</td>
                  <td>{task.definition_name || task.definition_key}</td>
                  <td>{task.business_key}</td>
                  <td>{task.due_at && due(new Date(task.due_at), now)}</td>
                  <td>
                    <Verdict task={task} />
                  </td>
                </tr>
              );
            })}
            <Spacer height={long.below} />
          </tbody>
        </table>
      </div>
    </section>
  );
};

const Verdict = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  if (task.assignee === me.username) return <>{t('selection.yours')}</>;
  if (task.assignee) return <>{t('selection.canNo', { name: task.assignee })}</>;
  if (!task.can_claim) return <>{task.why_not ?? t('selection.canNot')}</>;
  return (
    <span className="k-inline" data-state="completed">
      <IconCheck aria-hidden />
      {t('selection.canYes')}
    </span>
  );
};
