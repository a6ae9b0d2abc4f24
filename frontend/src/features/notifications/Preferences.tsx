import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, type NotificationChoice, type NotificationSettings } from '@/shared/api';
import { timeZone } from '@/shared/format';
import { withOwnZone } from '@/shared/notifications';
import { toast } from '@/shared/ui';
import { useSave } from './api';
import { Muted } from './Muted';
import classes from './notifications.module.css';

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const MAIL = ['immediately', 'digest', 'off'] as const;
const IN_APP = ['immediately', 'off'] as const;

interface PartProps {
  wanted: NotificationSettings;
  change: (part: Partial<NotificationSettings>) => void;
}

export const Preferences = ({ saved }: { saved: NotificationSettings }) => {
  const { t } = useTranslation('notifications');
  const [wanted, setWanted] = useState(() => withOwnZone(saved));
  const save = useSave();
  const change = (part: Partial<NotificationSettings>) => setWanted({ ...wanted, ...part });
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(saved);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(wanted, {
      onSuccess: ({ time_zone }) => {
        // Every time on every page changes with the zone: the page is loaded anew for it.
        if (time_zone === timeZone()) toast.done(t('prefs.saved'));
        else window.location.reload();
      },
      onError: (error) => {
        if (isProblem(error) && error.status === 412) toast.failed(t('prefs.changed'));
        else toast.failed(t('prefs.notSaved'), error);
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <section className={classes.section}>
        <p>{wanted.email ? t('prefs.mailTo', { email: wanted.email }) : t('prefs.noEmail')}</p>
        {wanted.mail_problem && (
          <Alert color="red" mb={12}>
            {t('prefs.mailProblem', { problem: wanted.mail_problem })}
          </Alert>
        )}
        <Kinds wanted={wanted} change={change} />
      </section>
      <Times wanted={wanted} change={change} />
      <Muted
        keys={wanted.muted_processes}
        onChange={(muted_processes) => change({ muted_processes })}
      />
      <div className={classes.actions}>
        <Button variant="default" disabled={!isChanged} onClick={() => setWanted(saved)}>
          {t('prefs.undo')}
        </Button>
        <Button type="submit" loading={save.isPending} disabled={!isChanged}>
          {t('prefs.save')}
        </Button>
      </div>
    </form>
  );
};

const Kinds = ({ wanted, change }: PartProps) => {
  const { t } = useTranslation('notifications');
  const choose = (choice: NotificationChoice) =>
    change({
      choices: wanted.choices.map((other) => (other.kind === choice.kind ? choice : other)),
    });
  const labels = <T extends (typeof MAIL)[number]>(values: readonly T[]) =>
    values.map((value) => ({ value, label: t(`prefs.${value}`) }));
  return (
    <div className={classes.table}>
      <table className="k-table">
        <thead>
          <tr>
            <th scope="col">{t('prefs.kind')}</th>
            <th scope="col">{t('prefs.inApp')}</th>
            <th scope="col">{t('prefs.mail')}</th>
          </tr>
        </thead>
        <tbody>
          {wanted.choices.map((choice) => {
            const kind = t(`prefs.kinds.${choice.kind}`);
            return (
              <tr key={choice.kind}>
                <th scope="row">{kind}</th>
                <td data-label={t('prefs.inApp')}>
                  <NativeSelect
                    aria-label={t('prefs.inAppOf', { kind })}
                    data={labels(IN_APP)}
                    value={choice.in_app}
                    onChange={(event) =>
                      choose({
                        ...choice,
                        in_app: event.currentTarget.value as NotificationChoice['in_app'],
                      })
                    }
                  />
                </td>
                <td data-label={t('prefs.mail')}>
                  <NativeSelect
                    aria-label={t('prefs.mailOf', { kind })}
                    data={labels(MAIL)}
                    value={choice.mail}
                    disabled={!wanted.email}
                    onChange={(event) =>
                      choose({
                        ...choice,
                        mail: event.currentTarget.value as NotificationChoice['mail'],
                      })
                    }
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
};

const Times = ({ wanted, change }: PartProps) => {
  const { t } = useTranslation('notifications');
  const zones = [...new Set([wanted.time_zone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <section className={classes.section}>
      <h2>{t('prefs.when')}</h2>
      <p>{`${t('prefs.quietHint')} ${t('prefs.digestHint')} ${t('prefs.zoneHint')}`}</p>
      <div className={classes.fields}>
        <TextInput
          type="time"
          label={t('prefs.quietFrom')}
          value={wanted.quiet_from ?? ''}
          required={wanted.quiet_until !== null}
          withAsterisk={false}
          onChange={(event) => change({ quiet_from: event.currentTarget.value || null })}
        />
        <TextInput
          type="time"
          label={t('prefs.quietUntil')}
          value={wanted.quiet_until ?? ''}
          required={wanted.quiet_from !== null}
          withAsterisk={false}
          onChange={(event) => change({ quiet_until: event.currentTarget.value || null })}
        />
        <NativeSelect
          label={t('prefs.digestHour')}
          data={HOURS}
          value={String(wanted.digest_hour)}
          onChange={(event) => change({ digest_hour: Number(event.currentTarget.value) })}
        />
        <NativeSelect
          label={t('prefs.zone')}
          data={zones}
          value={wanted.time_zone}
          onChange={(event) => change({ time_zone: event.currentTarget.value })}
        />
      </div>
    </section>
  );
};
