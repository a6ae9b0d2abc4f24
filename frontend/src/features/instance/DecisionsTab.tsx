import { useTranslation } from 'react-i18next';
import type { DecisionEvaluation, Pages } from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { MoreRows, Time } from '@/shared/ui';
import { DecisionLink, Evaluated } from './Evaluated';
import classes from './instance.module.css';
import { useWritten } from './useWritten';

interface Props {
  instanceId: string;
  pages: Pages<DecisionEvaluation>;
  onSelect: (step: string) => void;
}

/** The decisions that the instance has asked, the latest first, and how each came about. */
export const DecisionsTab = ({ instanceId, pages, onSelect }: Props) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const { nameOf } = useWritten(instanceId);
  const { query, items = [] } = pages;
  return (
    <div className={classes.scroll}>
      {items.map((evaluation, index) => {
        const step = evaluation.activity_id;
        return (
          <details key={evaluation.id} className={classes.evaluation} open={index === 0}>
            <summary>
              <span className="k-strong">
                {evaluation.decision_name} {t('decisions.version', { version: evaluation.version })}
              </span>{' '}
              <Time at={evaluation.evaluated_at}>{(date) => moment(date, now)}</Time>
            </summary>
            <div className={classes.asked}>
              {step !== null && (
                <button type="button" className="k-link" onClick={() => onSelect(step)}>
                  {t('decisions.askedAt', { step: nameOf(step) })}
                </button>
              )}
              <DecisionLink evaluation={evaluation} />
            </div>
            {evaluation.decisions.map((decision) => (
              <Evaluated key={decision.decision_id} decision={decision} evaluation={evaluation} />
            ))}
          </details>
        );
      })}
      <MoreRows
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </div>
  );
};
