import { useTranslation } from 'react-i18next';
import type { DecisionEvaluation } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import changes from './changes.module.css';
import { DecisionLink, Evaluated } from './Evaluated';
import classes from './instance.module.css';

/** Of a loop the latest are shown; the tab has all. */
const SHOWN = 3;

interface Props {
  /** The latest first. */
  evaluations: readonly DecisionEvaluation[];
  step: string;
}

/** What the chosen step had decided: which rules fitted, and the way to the decision. */
export const StepDecisions = ({ evaluations, step }: Props) => {
  const { t } = useTranslation('instance');
  const now = useNow();
  const here = evaluations.filter((one) => one.activity_id === step).slice(0, SHOWN);
  return here.map((evaluation) => (
    <section key={evaluation.id} className={changes.written}>
      <h3>
        {t('decisions.decided', {
          name: evaluation.decision_name,
          version: evaluation.version,
          time: moment(new Date(evaluation.evaluated_at), now),
        })}
      </h3>
      <div className={classes.scroll}>
        {evaluation.decisions.map((decision) => (
          <Evaluated key={decision.decision_id} decision={decision} evaluation={evaluation} />
        ))}
      </div>
      <DecisionLink evaluation={evaluation} />
    </section>
  ));
};
