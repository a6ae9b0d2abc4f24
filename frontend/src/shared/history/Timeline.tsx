import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCode,
  IconHourglass,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTable,
  IconUser,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clock, dayWord, useNow } from '@/shared/format';
import { Time } from '@/shared/ui';
import classes from './history.module.css';
import type { HistoryLine, LineKind } from './tellers';

const ICONS: Record<LineKind, Icon> = {
  started: IconPlayerPlay,
  person: IconUser,
  waits: IconHourglass,
  passed: IconCode,
  incident: IconAlertTriangle,
  retried: IconRefresh,
  data: IconTable,
  cancelled: IconBan,
  suspended: IconPlayerPause,
  resumed: IconPlayerPlay,
  finished: IconCircleCheck,
  job: IconRefresh,
  other: IconCode,
};

const upperFirst = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

interface Props {
  /** Newest first. */
  lines: readonly HistoryLine[];
  selected?: string | null;
  onSelect?: (activityId: string) => void;
}

/** What happened, day by day. */
export const Timeline = ({ lines, selected, onSelect }: Props) => {
  const now = useNow();
  const days = [...Map.groupBy(lines, (line) => new Date(line.at).toDateString())];
  return (
    <div className={classes.timeline}>
      {days.map(([day, ofDay]) => (
        <section key={day}>
          <h3 className={classes.day}>{upperFirst(dayWord(new Date(day), now))}</h3>
          <ol className={classes.lines}>
            {ofDay.map((line) => (
              <TimelineLine
                key={line.id}
                {...{ line, onSelect }}
                chosen={!!selected && line.activityId === selected}
              />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
};

interface LineProps {
  line: HistoryLine;
  chosen: boolean;
  onSelect?: (activityId: string) => void;
}

const TimelineLine = ({ line, chosen, onSelect }: LineProps) => {
  const { t } = useTranslation('history');
  const Mark = ICONS[line.kind];
  const words = String(t(line.text as 'passed', line.params as { name: string }));
  const { activityId } = line;
  return (
    <li className={classes.line} data-chosen={chosen || undefined}>
      <span className="k-num">
        <Time at={line.at}>{clock}</Time>
      </span>
      <span className={classes.icon} data-state={line.kind === 'incident' ? 'incident' : undefined}>
        <Mark size={16} stroke={1.6} aria-hidden />
      </span>
      {onSelect && activityId ? (
        <button type="button" onClick={() => onSelect(activityId)}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
      {line.reason && <q className={classes.reason}>{line.reason}</q>}
    </li>
  );
};
