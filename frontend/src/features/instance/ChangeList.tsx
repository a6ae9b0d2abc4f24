import { useTranslation } from 'react-i18next';
import { ReadValue, SecretMark } from '@/shared/variables';
import type { Change, Shown } from './changes';
import classes from './changes.module.css';

/** Values by name, before and after. */
export const ChangeList = ({ changes }: { changes: readonly Change[] }) => (
  <dl className={classes.list}>
    {changes.map((change) => (
      <div key={change.id}>
        <dt>{change.name}</dt>
        <dd>
          <BeforeAfter change={change} />
        </dd>
      </div>
    ))}
  </dl>
);

export const BeforeAfter = ({ change }: { change: Change }) => {
  const { t } = useTranslation('instances');
  return (
    <div className={classes.values}>
      {change.before && (
        <>
          <del>
            <ShownValue shown={change.before} />
          </del>
          <span aria-hidden>→</span>
        </>
      )}
      <ins>{change.after ? <ShownValue shown={change.after} /> : t('changes.gone')}</ins>
    </div>
  );
};

/** A value as the record has it. */
export const ShownValue = ({ shown }: { shown: Shown }) => {
  const { t } = useTranslation('instances');
  if (shown === 'secret') return <SecretMark />;
  return shown === 'large' ? <em>{t('changes.large')}</em> : <ReadValue row={shown} />;
};
