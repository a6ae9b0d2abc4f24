import { Button } from '@mantine/core';
import { useCallback, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserTask } from '@/shared/api';
import { clock } from '@/shared/format';
import { useTaskCounts } from '@/shared/tasks';
import { Empty, Failure, Kbd, RefetchBar, SkeletonRows } from '@/shared/ui';
import classes from './inbox.module.css';
import { Filter, ListHead } from './ListHead';
import { SelectionBar } from './SelectionBar';
import { FilterBar } from './filters/FilterBar';
import { TaskList } from './TaskList';
import { TaskTable } from './TaskTable';
import type { Inbox } from './useInbox';

interface Props {
  inbox: Inbox;
  box: RefObject<HTMLInputElement | null>;
  filterOpen: boolean;
  setFilterOpen: (open: boolean) => void;
  isTable: boolean;
  onEdit: () => void;
}

/** The pane in the middle: head, filter, rows. */
export const ListPane = (props: Props) => {
  const { inbox, box, filterOpen, setFilterOpen, isTable, onEdit } = props;
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
      <Top inbox={inbox} onSearch={() => setFilterOpen(true)} onEdit={onEdit} />
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
        <FilterBar
          where={address.where}
          isBroken={address.isBroken}
          onChange={address.setWhere}
          onClear={() => address.setWhere(null)}
          onEdit={onEdit}
        />
        {waiting > 0 && (
          <button type="button" className={classes.fresh} onClick={showAll}>
            {t('fresh', { count: waiting })}
          </button>
        )}
      </div>
      <Rows inbox={inbox} isTable={isTable} />
      <Hints inbox={inbox} />
    </section>
  );
};

interface TopProps {
  inbox: Inbox;
  onSearch: () => void;
  onEdit: () => void;
}

const Top = ({ inbox, onSearch, onEdit }: TopProps) => {
  const counts = useTaskCounts().data;
  const { view, tasks, chosen, isNarrowed, total } = inbox;
  if (chosen.length > 0) return <SelectionBar inbox={inbox} />;
  const ofView = view && view !== 'done' && !isNarrowed ? counts?.[view] : null;
  const count = view === 'done' && !isNarrowed ? undefined : (ofView ?? total ?? tasks.length);
  const isMore = ofView !== null && view !== null && counts?.more.includes(view);
  return <ListHead {...{ inbox, count, isMore, onSearch, onEdit }} />;
};

const Rows = ({ inbox, isTable }: { inbox: Inbox; isTable: boolean }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const { query, tasks, settled, selection } = inbox;
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const { toggle, rangeTo } = selection;
  const onSelect = useCallback(
    (task: UserTask, isRange: boolean) => (isRange ? rangeTo(task.id) : toggle(task.id)),
    [toggle, rangeTo],
  );
  if (query.isPending) return <SkeletonRows rows={8} height={56} />;
  if (query.isError && !query.data) {
    return (
      <div>
        <Failure title={t('failed')} error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (tasks.length === 0 && inbox.isNarrowed) {
    return (
      <Empty
        title={t('empty.noMatch')}
        actions={
          <Button size="xs" variant="default" onClick={inbox.address.clear}>
            {common('action.clearFilters')}
          </Button>
        }
      >
        {settled ? t('empty.noMatchText', { text: settled }) : t('empty.noMatchWhere')}
      </Empty>
    );
  }
  if (tasks.length === 0 && !inbox.view) {
    return <Empty title={t('empty.filter')}>{t('empty.filterText')}</Empty>;
  }
  if (tasks.length === 0) {
    return (
      <p className={classes.short}>
        {t(inbox.view === 'done' ? 'empty.shortDone' : 'empty.short')}
      </p>
    );
  }
  if (isTable) return <TaskTable inbox={inbox} onEnd={onEnd} />;
  return (
    <TaskList
      groups={inbox.groups}
      now={inbox.now}
      openId={inbox.taskId}
      selected={selection.ids}
      taken={inbox.actions.taken}
      hrefOf={inbox.hrefOf}
      onSelect={onSelect}
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
