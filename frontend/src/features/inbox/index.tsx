import './words';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useParams } from 'react-router';
import { isView, type View } from '@/shared/tasks';
import { Empty, useTitle } from '@/shared/ui';
import { EmptyInbox } from './EmptyInbox';
import classes from './inbox.module.css';
import { ListPane } from './ListPane';
import { Selected } from './Selected';
import { TaskDetail } from './TaskDetail';
import { useInbox, type Inbox } from './useInbox';
import { useInboxKeys } from './useInboxKeys';

const TaskDialog = lazy(() => import('./dialogs'));

/** Tasks that wait for this person: views, list, and the open task. */
export const Component = () => {
  const { view } = useParams();
  return isView(view) ? <InboxPage view={view} /> : <Navigate to="/inbox/mine" replace />;
};

const InboxPage = ({ view }: { view: View }) => {
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const inbox = useInbox(view);
  const box = useRef<HTMLInputElement>(null);
  const [filterOpen, setFilterOpen] = useState(false);
  useTitle(`${common(`view.${view}`)} · ${common('nav.inbox')}`);
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
    openInstance: (task) => void navigate(`/instances/${task.process_instance_id}`),
  });
  return (
    <div className={classes.inbox} data-open={inbox.taskId !== undefined || undefined}>
      <ListPane {...{ inbox, box, filterOpen, setFilterOpen }} />
      <section className={classes.pane} aria-label={inbox.open?.name || undefined}>
        <Pane inbox={inbox} />
      </section>
      {inbox.asked && (
        <Suspense>
          <TaskDialog
            {...inbox.asked}
            actions={inbox.actions}
            onClose={inbox.closeAsked}
            onDone={inbox.doneAsked}
          />
        </Suspense>
      )}
    </div>
  );
};

const Pane = ({ inbox }: { inbox: Inbox }) => {
  const { t } = useTranslation('inbox');
  const { taskId, ids, tasks, query, chosen } = inbox;
  if (chosen.length > 0) return <Selected tasks={chosen} />;
  if (taskId) {
    const at = ids.indexOf(taskId) + 1;
    return (
      <TaskDetail
        key={taskId}
        id={taskId}
        position={at > 0 ? t('position', { at, total: ids.length }) : null}
        backTo={inbox.listHref}
        actions={inbox.actions}
        ask={inbox.ask}
      />
    );
  }
  if (!query.isSuccess || (tasks.length === 0 && inbox.settled)) return null;
  if (tasks.length === 0) return <EmptyInbox view={inbox.view} />;
  return (
    <div className="k-centre">
      <Empty title={t('empty.choose')}>{t('empty.chooseText')}</Empty>
    </div>
  );
};
