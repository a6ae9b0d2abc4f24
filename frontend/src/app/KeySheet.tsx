import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { singleKeysAreOn, useBindings } from '@/shared/hotkeys';
import { Dialog, Kbd } from '@/shared/ui';
import classes from './Shell.module.css';

/** The keys that work on this page, listed from the same registry that binds them. */
const KeySheet = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation();
  const shown = useBindings();
  const groups = Object.entries(Object.groupBy(shown, (binding) => binding.group)).reverse();
  return (
    <Dialog onClose={onClose} title={t('keys.title')} size={640}>
      {!singleKeysAreOn() && <p className={classes.keysOff}>{t('keys.off')}</p>}
      <div className={classes.keyGroups}>
        {groups.map(([group, bindings]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {bindings?.map((binding) => (
                <Fragment key={binding.keys.join()}>
                  <dt>
                    {binding.keys.map((keys) => (
                      <span key={keys}>
                        <Kbd keys={keys} />
                        <span className="k-hidden">{keys}</span>
                      </span>
                    ))}
                  </dt>
                  <dd>{binding.label}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
};

export default KeySheet;
