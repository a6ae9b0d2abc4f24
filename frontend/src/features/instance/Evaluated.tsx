import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  stringifyJson,
  useMe,
  type DecisionEvaluation,
  type EvaluatedDecision,
  type Json,
} from '@/shared/api';
import { addressOf } from '@/shared/library/api';
import { SecretMark } from '@/shared/variables';
import classes from './instance.module.css';

const shown = (value: Json): string => stringifyJson(value);

interface EvaluatedProps {
  decision: EvaluatedDecision;
  /** Of which it is a part; both stand in one file. */
  evaluation: DecisionEvaluation;
}

const READERS = ['draft.edit', 'deployment.create', 'process_definition.read'] as const;

/** Decisions are read by those who write or deploy them, and by readers of all definitions. */
const useMayOpen = () => {
  const { is_admin: isAdmin, permissions } = useMe();
  return isAdmin || READERS.some((permission) => permissions.includes(permission));
};

const pageOf = ({ decision_key: key, version }: DecisionEvaluation): string =>
  addressOf('decision', key, version);

/** One decision: its inputs, the rules that fitted with their outputs, and its result. */
export const Evaluated = ({ decision, evaluation }: EvaluatedProps) => {
  const { t } = useTranslation('instances');
  const mayOpen = useMayOpen();
  return (
    <table className="k-table">
      <caption className={classes.decided}>{decision.name}</caption>
      <tbody>
        {decision.inputs.map(({ id, label, value, is_secret: isSecret }) => (
          <tr key={`${id}-${label}`}>
            <th scope="row">{label}</th>
            <td>{isSecret ? <SecretMark /> : <code>{shown(value)}</code>}</td>
          </tr>
        ))}
        {decision.rules.map(({ id, number, outputs }) => (
          <tr key={id || number}>
            <th scope="row">
              {mayOpen ? (
                <Link to={`${pageOf(evaluation)}&element=${encodeURIComponent(id)}`}>
                  {t('decisions.rule', { number })}
                </Link>
              ) : (
                t('decisions.rule', { number })
              )}
            </th>
            <td>{decision.is_secret ? <SecretMark /> : <code>{shown(outputs)}</code>}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{t('decisions.result')}</th>
          <td className="k-strong">
            {decision.is_secret ? <SecretMark /> : <code>{shown(decision.result)}</code>}
          </td>
        </tr>
      </tbody>
    </table>
  );
};

/** The way to the version that decided, for those who may read it. */
export const DecisionLink = ({ evaluation }: Pick<EvaluatedProps, 'evaluation'>) => {
  const { t } = useTranslation('instance');
  const mayOpen = useMayOpen();
  if (!mayOpen) return null;
  return (
    <Link className="k-link" to={pageOf(evaluation)}>
      {t('decisions.open')}
    </Link>
  );
};
