import { useCallback, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { clock } from '@/shared/format';
import { useTaskCounts } from '@/shared/tasks';
import { Empty, Failure, Kbd, RefetchBar, SkeletonRows } from '@/shared/ui';
import classes from './inbox.module.css';
import { Filter, ListHead } from './ListHead';
import { SelectionBar } from './SelectionBar';
import { TaskList } from './TaskList';
import type { Inbox } from './useInbox';

interface Props {
  inbox: Inbox;
  box: RefObject<HTMLInputElement | null>;
  filterOpen: boolean;
  setFilterOpen: (open: boolean) => void;
}

/** The pane in the middle: head, filter, rows. */
export const ListPane = ({ inbox, box, filterOpen, setFilterOpen }: Props) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const { address, waiting, showAll, query } = inbox;
  return (
    <section
      className={classes.list}
      aria-label={common('nav.inbox')}
      onPointerEnter={() => inbox.setAtList(true)}
      onPointerLeave={() => inbox.setAtList(false)}
    >
      <RefetchBar active={query.isFetchingNextPage} />
      <Top inbox={inbox} onSearch={() => setFilterOpen(true)} />
      <div className={classes.chips}>
        <Filter
          text={address.text}
          isOpen={filterOpen}
          box={box}
          onOpen={() => setFilterOpen(true)}
          onText={address.setText}
          onClose={() => {
            address.setText('');
            setFilterOpen(false);
          }}
        />
        {waiting > 0 && (
          <button type="button" className={classes.fresh} onClick={showAll}>
            {t('fresh', { count: waiting })}
          </button>
        )}
      </div>
      <Rows inbox={inbox} />
      <Hints inbox={inbox} />
    </section>
  );
};

const Top = ({ inbox, onSearch }: { inbox: Inbox; onSearch: () => void }) => {
  const counts = useTaskCounts().data;
  const { view, tasks, chosen, by, settled } = inbox;
  if (chosen.length > 0) return <SelectionBar inbox={inbox} />;
  const total = settled || view === 'done' ? tasks.length : (counts?.[view] ?? tasks.length);
  return (
    <ListHead
      view={view}
      count={view === 'done' ? undefined : total}
      by={by}
      onRefresh={inbox.refresh}
      onSearch={onSearch}
      onGroup={inbox.address.setBy}
    />
  );
};

const Rows = ({ inbox }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const { query, tasks, settled, selection } = inbox;
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (query.isPending) return <SkeletonRows rows={8} height={56} />;
  if (query.isError && !query.data) {
    return <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (tasks.length === 0 && settled) {
    return <Empty title={t('empty.noMatch')}>{t('empty.noMatchText', { text: settled })}</Empty>;
  }
  if (tasks.length === 0) {
    return (
      <p className={classes.short}>
        {t(inbox.view === 'done' ? 'empty.shortDone' : 'empty.short')}
      </p>
    );
  }
  return (
    <TaskList
      groups={inbox.groups}
      now={inbox.now}
      openId={inbox.taskId}
      selected={selection.ids}
      taken={inbox.actions.taken}
      hrefOf={inbox.hrefOf}
      onSelect={(task, isRange) =>
        isRange ? selection.rangeTo(task.id) : selection.toggle(task.id)
      }
      onEnd={onEnd}
    />
  );
};

const Hints = ({ inbox: { tasks, query } }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  return (
    <footer className={classes.hints}>
      {tasks.length === 0 &&
        query.dataUpdatedAt > 0 &&
        t('checked', { time: clock(new Date(query.dataUpdatedAt)) })}
      {tasks.length > 0 && (
        <>
          <span>
            <Kbd keys="j" /> <Kbd keys="k" /> {t('hint.move')}
          </span>
          <span>
            <Kbd keys="x" /> {t('hint.select')}
          </span>
          <span>
            <Kbd keys="s" /> {t('hint.aside')}
          </span>
          <span>
            <Kbd keys="?" /> {t('hint.keys')}
          </span>
        </>
      )}
    </footer>
  );
};
