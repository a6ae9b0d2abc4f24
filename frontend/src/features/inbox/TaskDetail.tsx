import { ActionIcon, Tabs } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isProblem, type UserTask } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { Empty, Failure, SkeletonRows } from '@/shared/ui';
import { useTask } from './api';
import { FormTab } from './FormTab';
import { HistoryTab } from './HistoryTab';
import classes from './inbox.module.css';
import { ProcessTab } from './ProcessTab';
import { Rail } from './Rail';
import { TaskHead } from './TaskHead';
import { useComments } from './talk';
import { TaskMenu } from './TaskMenu';
import type { Ask } from './offers';
import type { TaskActions } from './useTaskActions';

const AttachmentsTab = lazy(() => import('./attachments'));
const CommentsTab = lazy(() => import('./CommentsTab'));

interface Props {
  id: string;
  /** "3 of 12" on a narrow screen. */
  position: string | null;
  backTo: string;
  actions: TaskActions;
  ask: Ask;
}

/** The task at the right: head, tabs, and the bar with what can be done. */
export const TaskDetail = (props: Props) => {
  const { t } = useTranslation('inbox');
  const task = useTask(props.id);
  if (task.error && !task.data) {
    const gone = isProblem(task.error) && task.error.isGone;
    return (
      <div className={classes.detail}>
        <Back {...props} />
        {gone ? (
          <div className="k-centre">
            <Empty title={t('task.gone')}>{t('task.goneText')}</Empty>
          </div>
        ) : (
          <Failure
            title={t('task.failed')}
            error={task.error}
            onRetry={() => void task.refetch()}
          />
        )}
      </div>
    );
  }
  if (!task.data) {
    return (
      <div className={classes.detail}>
        <Back {...props} />
        <SkeletonRows rows={5} height={72} />
      </div>
    );
  }
  return <Loaded key={props.id} {...props} task={task.data} />;
};

const Back = ({ backTo, position }: Pick<Props, 'backTo' | 'position'>) => {
  const { t } = useTranslation('inbox');
  return (
    <div className={classes.back}>
      <ActionIcon component={Link} to={backTo} size={44} aria-label={t('back')}>
        <IconChevronLeft size={20} />
      </ActionIcon>
      <span className="k-num">{position}</span>
    </div>
  );
};

const TABS = ['form', 'process', 'history', 'files', 'comments'] as const;
type Tab = (typeof TABS)[number];

const Loaded = ({ task, position, backTo, actions, ask }: Props & { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const [tab, setTab] = useState<Tab>('form');
  const said = useComments(task.id).data?.length ?? 0;
  useHotkeys(t('keys.group'), [
    { keys: ['m'], label: t('keys.comment'), run: () => setTab('comments') },
  ]);
  return (
    <article className={classes.detail} aria-label={task.name || task.activity_id}>
      <div className={classes.back} data-narrow>
        <ActionIcon component={Link} to={backTo} size={44} aria-label={t('back')}>
          <IconChevronLeft size={20} />
        </ActionIcon>
        <span className="k-num">{position}</span>
        <TaskMenu task={task} actions={actions} ask={ask} narrow />
      </div>
      <TaskHead task={task} actions={actions} ask={ask} />
      <Tabs value={tab} onChange={(value) => setTab(value as Tab)} className={classes.tabs}>
        <Tabs.List aria-label={task.name || task.activity_id}>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`task.tabs.${name}`)}
              {name === 'comments' && said > 0 && <span className={classes.said}> {said}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div className={classes.body}>
          {/* The form stays mounted, so that a look at the history loses nothing. */}
          <Tabs.Panel value="form" keepMounted className={classes.panel} hidden={tab !== 'form'}>
            <FormTab
              task={task}
              actions={actions}
              rail={<Rail task={task} />}
              isShown={tab === 'form'}
            />
          </Tabs.Panel>
          <Tabs.Panel value="process" className={classes.panel}>
            <ProcessTab task={task} />
          </Tabs.Panel>
          <Tabs.Panel value="history" className={classes.panel}>
            <HistoryTab task={task} />
          </Tabs.Panel>
          <Tabs.Panel value="files" className={classes.panel}>
            <Suspense>
              <AttachmentsTab task={task} />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="comments" className={classes.panel}>
            <Suspense>
              <CommentsTab task={task} />
            </Suspense>
          </Tabs.Panel>
        </div>
      </Tabs>
    </article>
  );
};
