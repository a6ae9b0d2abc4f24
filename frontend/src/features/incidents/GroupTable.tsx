import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentGroup } from '@/shared/api';
import { ago, moment, number } from '@/shared/format';
import { useHotkeys } from '@/shared/hotkeys';
import { PersonMark, Spacer, Time, useLongTable, type LongTable } from '@/shared/ui';
import classes from './incidents.module.css';

const ROW_HEIGHT = 57;

interface Props {
  groups: readonly IncidentGroup[];
  now: Date;
  /** How many there are, shown or not. */
  total: number;
  chosen: string | null;
  onChoose: (fingerprint: string | null) => void;
}

/** One row for each fault, the biggest first. */
export const GroupTable = ({ groups, total, now, chosen, onChoose }: Props) => {
  const { t } = useTranslation('incidents');
  const table = useRef<HTMLTableElement>(null);
  const long = useLongTable(table, groups.length, ROW_HEIGHT);
  const at = groups.findIndex((group) => group.fingerprint === chosen);
  const step = (by: number) => {
    const to = Math.min(Math.max(at + by, 0), groups.length - 1);
    const next = groups[to];
    if (!next) return;
    onChoose(next.fingerprint);
    long.show(to);
  };
  useHotkeys(t('keys.group'), [
    { keys: ['j', 'ArrowDown'], label: t('keys.next'), run: () => step(1) },
    { keys: ['k', 'ArrowUp'], label: t('keys.previous'), run: () => step(-1) },
    { keys: ['Escape'], label: t('keys.close'), run: () => onChoose(null) },
  ]);
  return (
    <table className="k-table" data-lines="2" data-long ref={table} aria-rowcount={total + 1}>
      <thead>
        <tr>
          <th scope="col">{t('columns.error')}</th>
          <th scope="col" className="k-right">
            {t('columns.instances')}
          </th>
          <th scope="col" className={classes.wide}>
            {t('columns.hours')}
          </th>
          <th scope="col">{t('columns.seen')}</th>
          <th scope="col" className={classes.wide}>
            {t('owner')}
          </th>
        </tr>
      </thead>
      <tbody>
        <Spacer height={long.above} />
        {long.rows.map(({ index }) => {
          const group = groups[index];
          return (
            group && (
              <Row
                key={group.fingerprint}
                {...{ group, index, now, onChoose }}
                measure={long.measure}
                isHere={group.fingerprint === chosen}
              />
            )
          );
        })}
        <Spacer height={long.below} />
      </tbody>
    </table>
  );
};

interface RowProps {
  group: IncidentGroup;
  index: number;
  now: Date;
  isHere: boolean;
  measure: LongTable['measure'];
  onChoose: (fingerprint: string) => void;
}

const Row = ({ group, index, now, isHere, measure, onChoose }: RowProps) => {
  const { t } = useTranslation('incidents');
  return (
    <tr
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      data-link
      data-here={isHere || undefined}
      className={classes.row}
    >
      <td>
        <button
          type="button"
          className={classes.choose}
          aria-pressed={isHere}
          onClick={() => onChoose(group.fingerprint)}
        >
          {group.sample.message}
        </button>
        <span className={classes.second}>
          {[
            group.activity_name || group.activity_id,
            group.definition_name || group.definition_key,
          ].join(' · ')}
        </span>
      </td>
      <td className="k-right k-num k-strong">{number(group.count)}</td>
      <td className={classes.wide}>
        <Hours hours={group.by_hour} />
      </td>
      <td>
        <Time at={group.last_at}>{(date) => ago(date, now)}</Time>
        <span className={classes.second}>
          {t('since', { time: moment(new Date(group.first_at), now) })}
        </span>
      </td>
      <td className={classes.wide}>
        <Owners owners={group.owners} />
      </td>
    </tr>
  );
};

const Owners = ({ owners }: { owners: readonly string[] }) => {
  const { t } = useTranslation('incidents');
  const [first, ...others] = owners;
  if (first === undefined) return <>{t('nobody')}</>;
  return (
    <span className={classes.owner}>
      <PersonMark name={first} />
      {others.length > 0 ? t('andOthers', { name: first, count: others.length }) : first}
    </span>
  );
};

const [BARS, BAR, GAP, HEIGHT] = [16, 4, 2, 20];

/** Sixteen bars of four pixels. */
const Hours = ({ hours }: { hours: readonly number[] }) => {
  const most = Math.max(1, ...hours);
  const width = BARS * (BAR + GAP) - GAP;
  return (
    <svg width={width} height={HEIGHT} aria-hidden className={classes.hours}>
      <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} strokeDasharray="4 2" />
      {hours.map((count, index) =>
        count === 0 ? null : (
          <rect
            key={index}
            x={index * (BAR + GAP)}
            y={HEIGHT - Math.max(4, (count / most) * HEIGHT)}
            width={BAR}
            height={Math.max(4, (count / most) * HEIGHT)}
          />
        ),
      )}
    </svg>
  );
};
