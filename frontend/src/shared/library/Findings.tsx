import { UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding } from './findings';
import classes from './editor.module.css';

interface Props {
  findings: readonly Finding[];
  checking: boolean;
  chosen: number | null;
  onChoose: (index: number) => void;
}

/** What stands in the way of deployment, and what to look at. */
export const Findings = ({ findings, checking, chosen, onChoose }: Props) => {
  const { t } = useTranslation('library');
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return (
    <section className={classes.findings} aria-label={t('finding.title')}>
      <h2>
        {t('finding.title')}
        <span role="status">
          {checking
            ? t('finding.checking')
            : t('finding.count', { errors, warnings: findings.length - errors })}
        </span>
      </h2>
      {findings.length === 0 && !checking && (
        <p className={classes.fine}>
          <IconCircleCheck size={16} aria-hidden />
          {t('finding.none')}
        </p>
      )}
      <ul>
        {findings.map((finding, index) => (
          <li key={`${finding.code} ${finding.element_id ?? ''} ${finding.detail}`}>
            <UnstyledButton
              className={classes.finding}
              data-severity={finding.severity}
              aria-current={chosen === index || undefined}
              onClick={() => onChoose(index)}
            >
              {finding.severity === 'error' ? (
                <IconCircleX size={16} aria-hidden />
              ) : (
                <IconAlertTriangle size={16} aria-hidden />
              )}
              <span>
                <span className="k-hidden">{t(`finding.${finding.severity}`)} </span>
                {finding.detail} {finding.remedy}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
};
