import './words';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { atLeast } from '@/shared/format';
import { isView, useTaskFilters } from '@/shared/tasks';
import { Empty, Failure, SkeletonRows, useTitle } from '@/shared/ui';
import { EmptyInbox } from './EmptyInbox';
import classes from './inbox.module.css';
import { ListPane } from './ListPane';
import { Selected } from './Selected';
import { TaskDetail } from './TaskDetail';
import { useInbox, type Inbox, type ListOf } from './useInbox';
import { useInboxKeys } from './useInboxKeys';

const TaskDialog = lazy(() => import('./dialogs'));
const FilterDialog = lazy(() => import('./filters/FilterDialog'));

/** Tasks that wait for this person: views, list, and the open task. */
export const Component = () => {
  const { view, filterId } = useParams();
  if (filterId) return <FilterPage key={filterId} id={filterId} />;
  return isView(view) ? (
    <InboxPage key={view} view={view} filter={null} />
  ) : (
    <Navigate to="/inbox/mine" replace />
  );
};

const FilterPage = ({ id }: { id: string }) => {
  const { t } = useTranslation('inbox');
  const filters = useTaskFilters();
  const filter = filters.data?.find((one) => one.id === id);
  if (filter) return <InboxPage view={null} filter={filter} />;
  if (filters.error && !filters.data) {
    return (
      <Failure
        title={t('filters.failed')}
        error={filters.error}
        onRetry={() => void filters.refetch()}
      />
    );
  }
  if (filters.isFetching) return <SkeletonRows rows={8} height={56} />;
  return (
    <div className="k-centre">
      <Empty big title={t('filters.gone')}>
        {t('filters.goneText')}
      </Empty>
    </div>
  );
};

const InboxPage = (list: ListOf) => {
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const inbox = useInbox(list);
  const box = useRef<HTMLInputElement>(null);
  const [filterOpen, setFilterOpen] = useState(false);
  const [edits, setEdits] = useState(false);
  const { view, filter } = inbox;
  const name = view ? common(`view.${view}`) : (filter?.name ?? '');
  useTitle(`${name} · ${common('nav.inbox')}`);
  useInboxKeys({
    ...inbox,
    goTo: (task) => {
      if (task) void navigate(inbox.hrefOf(task), { replace: inbox.taskId !== undefined });
    },
    close: () => void navigate(inbox.listHref, { replace: true }),
    search: () => {
      setFilterOpen(true);
      box.current?.focus();
    },
    filter: () => setEdits(true),
    openInstance: (task) => void navigate(`/instances/${task.process_instance_id}`),
  });
  // A narrow screen has no room for columns.
  const isWide = useMediaQuery('(min-width: 768px)', window.innerWidth >= 768);
  const isTable =
    isWide && inbox.isTable && inbox.taskId === undefined && inbox.chosen.length === 0;
  return (
    <div
      className={classes.inbox}
      data-open={inbox.taskId !== undefined || undefined}
      data-table={isTable || undefined}
    >
      <ListPane
        {...{ inbox, box, filterOpen, setFilterOpen, isTable }}
        onEdit={() => setEdits(true)}
      />
      <section className={classes.pane} aria-label={inbox.open?.name || undefined}>
        {!isTable && <Pane inbox={inbox} />}
      </section>
      <Suspense>
        {inbox.asked && (
          <TaskDialog
            {...inbox.asked}
            actions={inbox.actions}
            onClose={inbox.closeAsked}
            onDone={inbox.doneAsked}
          />
        )}
        {edits && <Editor inbox={inbox} onClose={() => setEdits(false)} />}
      </Suspense>
    </div>
  );
};

const Editor = ({ inbox, onClose }: { inbox: Inbox; onClose: () => void }) => {
  const navigate = useNavigate();
  const { view, filter, address } = inbox;
  return (
    <FilterDialog
      view={view}
      // A filter of somebody else can be narrowed down and kept as one's own.
      saved={filter?.can_edit ? filter : null}
      criteria={address.where ?? filter?.criteria ?? { state: 'open' }}
      onShow={(criteria) => {
        address.setWhere(criteria);
        onClose();
      }}
      onSaved={(kept) => {
        void navigate(`/inbox/filter/${kept.id}`);
        onClose();
      }}
      onDeleted={() => void navigate('/inbox/mine', { replace: true })}
      onClose={onClose}
    />
  );
};

const Pane = ({ inbox }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const { taskId, ids, tasks, query, chosen, view } = inbox;
  if (chosen.length > 0) return <Selected tasks={chosen} />;
  if (taskId) {
    const at = ids.indexOf(taskId) + 1;
    return (
      <TaskDetail
        key={taskId}
        id={taskId}
        position={
          at > 0 ? t('position', { at, total: atLeast(ids.length, query.hasNextPage) }) : null
        }
        backTo={inbox.listHref}
        actions={inbox.actions}
        ask={inbox.ask}
      />
    );
  }
  if (!query.isSuccess || (tasks.length === 0 && inbox.isNarrowed)) return null;
  if (tasks.length === 0 && view) return <EmptyInbox view={view} />;
  if (tasks.length === 0) return null;
  return (
    <div className="k-centre">
      <Empty title={t('empty.choose')}>{t('empty.chooseText')}</Empty>
    </div>
  );
};
