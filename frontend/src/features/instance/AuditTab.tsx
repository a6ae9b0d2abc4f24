import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stringifyJson, type HistoryItem, type ProcessInstance } from '@/shared/api';
import { fullTime, humanize, moment, useNow } from '@/shared/format';
import { CutNotice, useRecord } from '@/shared/history';
import { Failure, MoreRows, SkeletonRows } from '@/shared/ui';
import classes from './instance.module.css';

/** Rows that are drawn at first; more come as one scrolls. */
const SHOWN = 50;

/** What a person gave as the reason of a command. */
const reasonOf = ({ events }: HistoryItem): string | null => {
  const reason = events.find((event) => typeof event.reason === 'string')?.reason;
  return typeof reason === 'string' && reason !== '' ? reason : null;
};

/** Every command as it was recorded: who, when, what, and all that followed. */
export const AuditTab = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const { t: history } = useTranslation('history');
  const now = useNow();
  const [most, setMost] = useState(SHOWN);
  const audit = useRecord(instance.id);
  if (audit.error && !audit.data) {
    return (
      <Failure title={t('audit.failed')} error={audit.error} onRetry={() => void audit.refetch()} />
    );
  }
  if (!audit.data) return <SkeletonRows rows={5} height={40} />;
  const { items, isCut } = audit.data;
  return (
    <div className={classes.scroll}>
      {isCut && <CutNotice />}
      <table className="k-table">
        <thead>
          <tr>
            <th scope="col">{t('audit.when')}</th>
            <th scope="col">{t('audit.who')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.details')}</th>
          </tr>
        </thead>
        <tbody>
          {items.slice(0, most).map((item) => (
            <tr key={item.id} className={classes.auditRow}>
              <td title={fullTime(new Date(item.at))}>{moment(new Date(item.at), now)}</td>
              <td>{item.actor ?? history('system')}</td>
              <td>
                <span className="k-strong">{humanize(item.command)}</span>
                {reasonOf(item) && <p className={classes.reason}>{reasonOf(item)}</p>}
              </td>
              <td>
                <details>
                  <summary>{item.events.length}</summary>
                  <pre className="k-code">{stringifyJson(item.events, 2)}</pre>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <MoreRows
        hasMore={items.length > most}
        loading={false}
        onMore={() => setMost(most + SHOWN)}
      />
    </div>
  );
};
