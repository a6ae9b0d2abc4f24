import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { due, moment, useNow } from '@/shared/format';
import { byUrgency } from './groups';
import classes from './inbox.module.css';
import { areOfDifferentForms } from './offers';

/** In place of one task: what is selected, and what can be done with each. */
export const Selected = ({ tasks }: { tasks: readonly UserTask[] }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  const kinds = [...Map.groupBy(tasks, (task) => task.name || task.activity_id)];
  const first = tasks.toSorted(byUrgency)[0];
  return (
    <section className={classes.selected}>
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
        <table className="k-table">
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
            {tasks.map((task) => (
              <tr key={task.id}>
                <td className="k-strong">{task.name || task.activity_id}</td>
                <td>{task.definition_name || task.definition_key}</td>
                <td>{task.business_key}</td>
                <td>{task.due_at && due(new Date(task.due_at), now)}</td>
                <td>
                  <Verdict task={task} />
                </td>
              </tr>
            ))}
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
