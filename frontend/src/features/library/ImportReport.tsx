import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DraftKind } from '@/shared/drafts';
import { Dialog, StateBadge } from '@/shared/ui';
import type { Imported } from './importing';
import classes from './library.module.css';

const FOLDERS: Record<DraftKind, string> = {
  process: '/drafts',
  form: '/forms/drafts',
  decision: '/decisions/drafts',
};

const Settings = ({ report }: { report: NonNullable<Imported['report']> }) => {
  const { t } = useTranslation('library');
  return (
    <details>
      <summary>
        {t('import.settings', {
          vendors: report.vendors.join(', '),
          converted: report.converted,
          kept: report.kept,
          cannotRun: report.cannot_run,
        })}
      </summary>
      <ul>
        {report.entries.map(({ element_id: element, setting, fate, detail }) => (
          <li key={`${element ?? ''} ${setting} ${detail}`}>
            <b>{t(`import.fate.${fate}`)}</b> {setting}
            {element && ` (${element})`}: {detail}
          </li>
        ))}
      </ul>
    </details>
  );
};

const File = ({ one }: { one: Imported }) => {
  const { t } = useTranslation('library');
  const { file, kind, draft, forms, report, faults } = one;
  return (
    <li className={classes.imported}>
      <div>
        <span>{file}</span>
        <StateBadge look="inline" state={draft ? 'completed' : 'incident'}>
          {draft ? t(`import.became.${kind}`) : t('import.refused')}
        </StateBadge>
      </div>
      {[draft, ...forms].map(
        (made, index) =>
          made && (
            <Link key={made.id} to={`${FOLDERS[index > 0 ? 'form' : kind]}/${made.id}`}>
              {t('import.open', { name: made.name })}
            </Link>
          ),
      )}
      {faults.map(({ detail, line }) => (
        <p key={`${line?.toString() ?? ''} ${detail}`}>
          {line ? t('import.line', { line, detail }) : detail}
        </p>
      ))}
      {report && report.entries.length > 0 && <Settings report={report} />}
    </li>
  );
};

/** What became of the files that were dropped, one by one. */
export const ImportReport = ({
  told,
  onClose,
}: {
  told: readonly Imported[];
  onClose: () => void;
}) => {
  const { t } = useTranslation('library');
  const made = told.filter(({ draft }) => draft !== null).length;
  return (
    <Dialog onClose={onClose} title={t('import.title')} size={640}>
      <div className="k-dialog">
        <p role="status">{t('import.summary', { count: told.length, made })}</p>
        <ul className={classes.report}>
          {told.map((one, index) => (
            // Two files may have one name.
            <File key={`${index.toString()} ${one.file}`} one={one} />
          ))}
        </ul>
        <div className="k-dialog-actions">
          <Button onClick={onClose}>{t('import.close')}</Button>
        </div>
      </div>
    </Dialog>
  );
};
