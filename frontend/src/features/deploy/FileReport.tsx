import { ActionIcon } from '@mantine/core';
import { IconAlertTriangle, IconCircleX, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { StateBadge } from '@/shared/ui';
import type { FileReport as FileReportData, ReportProblem } from './report';
import classes from './deploy.module.css';

/** Problems as a table: where, why, and what to do. */
export const Problems = ({ problems }: { problems: readonly ReportProblem[] }) => {
  const { t } = useTranslation('deploy');
  return (
    <table className={classes.problems}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('column.element')}</th>
          <th scope="col">{t('column.reason')}</th>
          <th scope="col">{t('column.remedy')}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map((problem, index) => {
          const Icon = problem.severity === 'error' ? IconCircleX : IconAlertTriangle;
          return (
            <tr key={`${problem.code} ${problem.element_id ?? ''} ${index.toString()}`}>
              <td className={classes.severity} data-severity={problem.severity}>
                <Icon size={16} aria-hidden />
                <span className="k-hidden">{t(`severity.${problem.severity}`)}</span>
              </td>
              <td className={classes.element}>
                {problem.element_id ?? t('wholeFile')}
                {problem.line ? <span>{t('line', { line: problem.line })}</span> : null}
              </td>
              <td>{problem.detail}</td>
              <td className={classes.remedy}>{problem.remedy}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};

interface Props {
  file: FileReportData;
  /** Absent once the files are deployed. */
  onRemove?: (() => void) | undefined;
  deployed: boolean;
  duplicate: boolean;
}

const Verdict = ({ file }: { file: FileReportData }) => {
  const { t } = useTranslation('deploy');
  const errors = file.problems.filter(({ severity }) => severity === 'error').length;
  const warnings = file.problems.length - errors;
  if (errors > 0) return <StateBadge state="incident">{t('errors', { count: errors })}</StateBadge>;
  if (warnings > 0)
    return <StateBadge state="waiting">{t('warnings', { count: warnings })}</StateBadge>;
  return <StateBadge state="completed">{t('fine')}</StateBadge>;
};

/** One file: what it holds and everything that is wrong with it. */
export const FileReport = ({ file, onRemove, deployed, duplicate }: Props) => {
  const { t } = useTranslation('deploy');
  return (
    <section className={classes.file} aria-label={file.name}>
      <div className={classes.fileHead}>
        <h2>{file.name}</h2>
        <Verdict file={file} />
        <span className={classes.processes}>
          {file.processes.map(({ key, name, version }) => (
            <span key={key}>
              {deployed ? (
                <Link to={`/processes/${encodeURIComponent(key)}`}>{name ?? key}</Link>
              ) : (
                (name ?? key)
              )}{' '}
              {version !== null &&
                t(duplicate ? 'isVersion' : deployed ? 'deployedVersion' : 'willBe', { version })}
            </span>
          ))}
        </span>
        {onRemove && (
          <ActionIcon aria-label={t('remove', { name: file.name })} onClick={onRemove} size={26}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {file.problems.length > 0 && <Problems problems={file.problems} />}
    </section>
  );
};
