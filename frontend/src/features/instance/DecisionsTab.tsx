import { useTranslation } from 'react-i18next';
import {
  stringifyJson,
  type DecisionEvaluation,
  type EvaluatedDecision,
  type Json,
  type Pages,
} from '@/shared/api';
import { moment, useNow } from '@/shared/format';
import { MoreRows, Time } from '@/shared/ui';
import classes from './instance.module.css';

const shown = (value: Json): string => stringifyJson(value);

/** One decision: its inputs, the rules that fitted with their outputs, and its result. */
const Evaluated = ({ decision }: { decision: EvaluatedDecision }) => {
  const { t } = useTranslation('instances');
  return (
    <table className="k-table">
      <caption className={classes.decided}>{decision.name}</caption>
      <tbody>
        {decision.inputs.map(({ id, label, value }) => (
          <tr key={`${id}-${label}`}>
            <th scope="row">{label}</th>
            <td>
              <code>{shown(value)}</code>
            </td>
          </tr>
        ))}
        {decision.rules.map(({ id, number, outputs }) => (
          <tr key={id || number}>
            <th scope="row">{t('decisions.rule', { number })}</th>
            <td>
              <code>{shown(outputs)}</code>
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('decisions.result')}</th>
          <td className="k-strong">
            <code>{shown(decision.result)}</code>
          </td>
        </tr>
      </tbody>
    </table>
  );
};

interface Props {
  pages: Pages<DecisionEvaluation>;
  onSelect: (step: string) => void;
}

/** The decisions that the instance has asked, the latest first, and how each came about. */
export const DecisionsTab = ({ pages, onSelect }: Props) => {
  const { t } = useTranslation('instances');
  const now = useNow();
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
            {step !== null && (
              <button type="button" className="k-link" onClick={() => onSelect(step)}>
                {t('decisions.askedAt', { step })}
              </button>
            )}
            {evaluation.decisions.map((decision) => (
              <Evaluated key={decision.decision_id} decision={decision} />
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
