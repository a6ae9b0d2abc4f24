import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failure, SkeletonRows } from '@/shared/ui';
import type { VersionedKind } from './api';
import { StepLinks } from './StepLinks';
import { useUsage } from './useUsage';
import classes from './editor.module.css';

interface Props {
  kind: VersionedKind;
  itemKey: string;
}

/** Processes that bind a form or decision, and tasks that are open with the form's newest version. */
export const UsageList = ({ kind, itemKey }: Props) => {
  const { t } = useTranslation('library');
  const usage = useUsage(kind, itemKey);
  if (usage.isError) return <Failure title={t(`usage.failed.${kind}`)} error={usage.error} />;
  if (usage.isPending) return <SkeletonRows rows={2} />;
  if (!usage.data) return <p>{t(`usage.first.${kind}`)}</p>;
  const { process_definitions: definitions, open_user_tasks: tasks, newest } = usage.data;
  return (
    <>
      {tasks !== undefined && <p>{t('usage.tasks', { count: tasks, version: newest.version })}</p>}
      {definitions.length === 0 && <p>{t(`usage.none.${kind}`)}</p>}
      <ul className={classes.usage}>
        {definitions.map(({ id, key, name, version, elements }) => (
          <li key={id}>
            <Link to={`/processes/${encodeURIComponent(key)}`}>{name || key}</Link>
            <StepLinks processKey={key} version={version} elements={elements} />
          </li>
        ))}
      </ul>
    </>
  );
};
