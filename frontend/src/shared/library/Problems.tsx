import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { explain } from '@/shared/ui';
import type { Checked, Finding } from './findings';
import classes from './library.module.css';

const MOST_SHOWN = 20;

interface Props extends Checked {
  /** What people call an element. */
  nameOf: (elementId: string) => string;
  /** Leads to the element of a finding. */
  onShow?: ((finding: Finding) => void) | undefined;
}

/** What speaks against a deployment, each with its element and what to do. */
export const Problems = ({ findings, checking, error, nameOf, onShow }: Props) => {
  const { t } = useTranslation('library');
  return (
    <section className={classes.impact}>
      <h3>{t('finding.title')}</h3>
      <p role="status">
        {checking && t('finding.checking')}
        {!checking && !error && findings.length === 0 && t('finding.noneAtAll')}
      </p>
      {error !== null && <p role="alert">{t('finding.unchecked', { reason: explain(error) })}</p>}
      {findings.length > 0 && (
        <ul className={classes.problems}>
          {findings.slice(0, MOST_SHOWN).map((finding, index) => (
            <li key={`${finding.code} ${index.toString()}`} data-severity={finding.severity}>
              {finding.severity === 'error' ? (
                <IconCircleX size={16} aria-hidden />
              ) : (
                <IconAlertTriangle size={16} aria-hidden />
              )}
              <span>
                <span className="k-hidden">{t(`finding.${finding.severity}`)} </span>
                <Place finding={finding} nameOf={nameOf} onShow={onShow} /> {finding.detail}
                {finding.remedy && <span className={classes.remedy}>{finding.remedy}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {findings.length > MOST_SHOWN && (
        <p className={classes.role}>{t('impact.more', { count: findings.length - MOST_SHOWN })}</p>
      )}
    </section>
  );
};

const Place = ({
  finding,
  nameOf,
  onShow,
}: Pick<Props, 'nameOf' | 'onShow'> & { finding: Finding }) => {
  const { element_id: id } = finding;
  if (!id) return null;
  if (!onShow) return <strong>{nameOf(id)}:</strong>;
  return (
    <UnstyledButton className={classes.opens} onClick={() => onShow(finding)}>
      {nameOf(id)}
    </UnstyledButton>
  );
};
