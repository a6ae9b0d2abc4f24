import { CloseButton, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useToldProcesses } from './api';
import classes from './notifications.module.css';

interface Props {
  keys: readonly string[];
  onChange: (keys: string[]) => void;
}

/** Processes that the person does not want to hear of. */
export const Muted = ({ keys, onChange }: Props) => {
  const { t } = useTranslation('notifications');
  const names = useToldProcesses().data ?? new Map<string, string>();
  const others = [...names].filter(([key]) => !keys.includes(key));
  return (
    <section className={classes.section}>
      <h2>{t('prefs.muted')}</h2>
      <p>{keys.length === 0 ? t('prefs.noneMuted') : t('prefs.mutedHint')}</p>
      {keys.length > 0 && (
        <ul className={classes.chips}>
          {keys.map((key) => {
            const name = names.get(key) ?? key;
            return (
              <li key={key} className={classes.chip}>
                {name}
                <CloseButton
                  size="sm"
                  aria-label={t('prefs.unmute', { name })}
                  onClick={() => onChange(keys.filter((other) => other !== key))}
                />
              </li>
            );
          })}
        </ul>
      )}
      {others.length > 0 && (
        <div className={classes.fields}>
          <NativeSelect
            label={t('prefs.mute')}
            value=""
            data={[
              { value: '', label: t('prefs.choose') },
              ...others.map(([value, label]) => ({ value, label })),
            ]}
            onChange={(event) => {
              if (event.currentTarget.value) onChange([...keys, event.currentTarget.value]);
            }}
          />
        </div>
      )}
    </section>
  );
};
