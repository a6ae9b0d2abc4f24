import { ActionIcon, Button } from '@mantine/core';
import {
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryItem, ProcessInstance } from '@/shared/api';
import { humanize, moment, number, useNow } from '@/shared/format';
import { useHistory, useRecord, type HistoryLine } from '@/shared/history';
import { useHotkeys } from '@/shared/hotkeys';
import { Failure, useReturnFocus } from '@/shared/ui';
import { momentAt, type Moment } from './moments';
import classes from './replay.module.css';

const TICK_MS = 700;
/** A long history is played in larger strides, so that it ends within two minutes. */
const MOST_TICKS = 150;
/** Words that one entry is told with at most. */
const MOST_LINES = 3;

interface Props {
  instance: ProcessInstance;
  onMoment: (moment: Moment) => void;
  onClose: () => void;
}

/** Moves through the history of an instance; the diagram shows the moment. Changes nothing. */
export default function Replay({ instance, onMoment, onClose }: Props) {
  const { t } = useTranslation('instances');
  const { data, error, refetch } = useRecord(instance.id);
  useReturnFocus();
  const keys = [{ keys: ['Escape'], label: t('replay.close'), everywhere: true, run: onClose }];
  useHotkeys(t('replay.title'), keys);
  const items = useMemo(() => data?.items.toReversed() ?? [], [data]);
  return (
    <section className={classes.replay} aria-label={t('replay.title')}>
      {error && !data && (
        <Failure title={t('timeline.failed')} error={error} onRetry={() => void refetch()} />
      )}
      {data?.isCut && <p className={classes.cut}>{t('replay.tooLong')}</p>}
      {data && !data.isCut && items.length > 0 && (
        <Player instance={instance} items={items} onMoment={onMoment} />
      )}
      <Button variant="default" size="xs" onClick={onClose} aria-keyshortcuts="Escape">
        {t('replay.close')}
      </Button>
    </section>
  );
}

interface PlayerProps {
  instance: ProcessInstance;
  /** Oldest first. */
  items: readonly HistoryItem[];
  onMoment: (moment: Moment) => void;
}

/** Which entry is shown, and whether that moves by itself. */
const usePlayer = (count: number) => {
  const last = count - 1;
  const [index, setIndex] = useState(0);
  const [wantsToPlay, setPlaying] = useState(false);
  const playing = wantsToPlay && index < last;
  const stride = Math.ceil(count / MOST_TICKS);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => setIndex((at) => Math.min(at + stride, last)), TICK_MS);
    return () => clearInterval(timer);
  }, [playing, stride, last]);
  const go = (to: number) => {
    setPlaying(false);
    setIndex(Math.max(0, Math.min(to, last)));
  };
  const toggle = () => {
    // At the end it begins anew.
    if (!playing && index >= last) setIndex(0);
    setPlaying(!playing);
  };
  return { index, last, playing, go, toggle };
};

const Player = ({ instance, items, onMoment }: PlayerProps) => {
  const { t } = useTranslation('instances');
  const { index, last, playing, go, toggle } = usePlayer(items.length);
  // The slider follows the hand at once, the diagram as soon as it can.
  const drawn = useDeferredValue(index);
  const shown = useMemo(() => momentAt(items, drawn), [items, drawn]);
  useEffect(() => onMoment(shown), [onMoment, shown]);
  const told = useTold(instance.id, items[index]);
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== ' ') return;
    event.preventDefault();
    toggle();
  };
  return (
    <>
      <div className={classes.buttons}>
        <ActionIcon
          aria-label={t('replay.back')}
          disabled={index === 0}
          onClick={() => go(index - 1)}
        >
          <IconPlayerSkipBack size={18} />
        </ActionIcon>
        <ActionIcon aria-label={t(playing ? 'replay.pause' : 'replay.play')} onClick={toggle}>
          {playing ? <IconPlayerPause size={18} /> : <IconPlayerPlay size={18} />}
        </ActionIcon>
        <ActionIcon
          aria-label={t('replay.forth')}
          disabled={index === last}
          onClick={() => go(index + 1)}
        >
          <IconPlayerSkipForward size={18} />
        </ActionIcon>
      </div>
      <input
        type="range"
        className={classes.slider}
        aria-label={t('replay.moment')}
        aria-valuetext={`${told.time}: ${told.words}`}
        min={0}
        max={last}
        value={index}
        onChange={(event) => go(Number(event.currentTarget.value))}
        onKeyDown={pressed}
        autoFocus
      />
      <p className={classes.told}>
        <span className="k-num">
          {t('replay.place', { at: number(index + 1), of: number(last + 1) })} · {told.time}
        </span>
        <strong>{told.words}</strong>
      </p>
    </>
  );
};

/** The entry that a line of the journal belongs to. */
const entryOf = (line: HistoryLine): string => line.id.slice(0, line.id.lastIndexOf('-'));

const useTold = (instanceId: string, item: HistoryItem | undefined) => {
  const { t: history } = useTranslation('history');
  const now = useNow();
  const { lines } = useHistory(instanceId);
  const byEntry = useMemo(() => Map.groupBy(lines ?? [], entryOf), [lines]);
  if (!item) return { time: '', words: '' };
  // The newest line comes first there.
  const here = byEntry.get(item.id)?.toReversed() ?? [];
  const telling = here.filter((line) => !line.isNoise);
  const words = (telling.length > 0 ? telling : here)
    .slice(0, MOST_LINES)
    .map((line) => String(history(line.text as 'passed', line.params as { name: string })));
  return {
    time: moment(new Date(item.at), now),
    words: words.join(' · ') || humanize(item.command),
  };
};
