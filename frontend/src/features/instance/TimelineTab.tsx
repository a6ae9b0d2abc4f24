import { Button, Checkbox } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { CutNotice, Timeline, useHistory } from '@/shared/history';
import { Empty, Failure, MoreRows, SkeletonRows } from '@/shared/ui';
import classes from './instance.module.css';

/** Lines that are drawn at first; more come as one scrolls. */
const SHOWN = 50;

interface Props {
  instance: ProcessInstance;
  selected: string | null;
  onSelect: (activityId: string) => void;
  onReplay: () => void;
}

/** What happened, in words; every step on request. */
export const TimelineTab = ({ instance, selected, onSelect, onReplay }: Props) => {
  const { t } = useTranslation('instances');
  const [all, setAll] = useState(false);
  const [most, setMost] = useState(SHOWN);
  const { lines: latest, isCut, error, refetch } = useHistory(instance.id);
  // The diagram stands above it, and is drawn first.
  const lines = useDeferredValue(latest);
  if (error && !lines) {
    return <Failure title={t('timeline.failed')} error={error} onRetry={() => void refetch()} />;
  }
  if (!lines) return <SkeletonRows rows={6} height={30} />;
  if (lines.length === 0) return <Empty title={t('timeline.none')} />;
  const wanted = all ? lines : lines.filter((line) => !line.isNoise);
  return (
    <div className={classes.timeline}>
      <div className={classes.all}>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlayerPlay size={14} aria-hidden />}
          onClick={onReplay}
        >
          {t('replay.title')}
        </Button>
        <Checkbox
          label={t('timeline.all')}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      </div>
      {isCut && <CutNotice />}
      <Timeline lines={wanted.slice(0, most)} selected={selected} onSelect={onSelect} />
      <MoreRows
        hasMore={wanted.length > most}
        loading={false}
        onMore={() => setMost(most + SHOWN)}
      />
    </div>
  );
};
