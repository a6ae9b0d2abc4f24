import { ActionIcon, Button, Menu, Tabs } from '@mantine/core';
import {
  IconCalendarDue,
  IconChevronLeft,
  IconDots,
  IconFlag,
  IconLink,
  IconStack2,
  IconUserOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, useMe, isProblem, type UserTask } from '@/shared/api';
import { fullTime, due as dueWords, moment, useNow } from '@/shared/format';
import {
  Empty,
  Failure,
  Kbd,
  PersonMark,
  SkeletonRows,
  StateBadge,
  Time,
  toast,
} from '@/shared/ui';
import { useStartableKeys, useTask } from './api';
import { FormTab } from './FormTab';
import { HistoryTab } from './HistoryTab';
import classes from './inbox.module.css';
import { ProcessTab } from './ProcessTab';
import { Rail } from './Rail';
import { HIGH_PRIORITY } from './TaskRow';
import type { TaskActions } from './useTaskActions';

interface Props {
  id: string;
  /** "3 of 12" on a narrow screen. */
  position: string | null;
  backTo: string;
  actions: TaskActions;
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

type Tab = 'form' | 'process' | 'history';

/** The tabs that this person may read: the model like its process, the history like the instance. */
const useTabs = (task: UserTask): Tab[] => {
  const me = useMe();
  const readsModel = useMay('process_definition.read', task.definition_key);
  const readsInstance = useMay('process_instance.read', task.definition_key);
  const mayStart = useStartableKeys().includes(task.definition_key);
  const tabs: Tab[] = ['form'];
  if (readsModel || mayStart) tabs.push('process');
  if (readsInstance || task.started_by === me.username) tabs.push('history');
  return tabs;
};

const Loaded = ({ task, position, backTo, actions }: Props & { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const [tab, setTab] = useState<Tab>('form');
  const tabs = useTabs(task);
  return (
    <article className={classes.detail} aria-label={task.name || task.activity_id}>
      <div className={classes.back} data-narrow>
        <ActionIcon component={Link} to={backTo} size={44} aria-label={t('back')}>
          <IconChevronLeft size={20} />
        </ActionIcon>
        <span className="k-num">{position}</span>
        <TaskMenu task={task} actions={actions} narrow />
      </div>
      <Head task={task} actions={actions} />
      <Tabs value={tab} onChange={(value) => setTab(value as Tab)} className={classes.tabs}>
        <Tabs.List aria-label={task.name || task.activity_id}>
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`task.tabs.${name}`)}
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
        </div>
      </Tabs>
    </article>
  );
};

const Head = ({ task, actions }: { task: UserTask; actions: TaskActions }) => {
  const { t } = useTranslation('inbox');
  return (
    <header className={classes.detailHead}>
      <div className={classes.headText}>
        <h2>{task.name || task.activity_id}</h2>
        <div className={classes.facts}>
          <span>
            {[task.definition_name || task.definition_key, task.business_key]
              .filter(Boolean)
              .join(' · ')}
          </span>
          <Holder task={task} />
          <DueFact task={task} />
          {task.priority > HIGH_PRIORITY && (
            <span>
              <IconFlag size={16} stroke={1.6} aria-hidden />
              {t('high')}
            </span>
          )}
          {task.state !== 'open' && <StateBadge state={task.state} />}
          {task.suspended && <StateBadge state="suspended" />}
        </div>
      </div>
      <div className={classes.headActions}>
        <ReleaseButton task={task} actions={actions} />
        <TaskMenu task={task} actions={actions} />
      </div>
    </header>
  );
};

const Holder = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const me = useMe();
  if (!task.assignee) {
    return (
      <span>
        <IconUserOff size={16} stroke={1.6} aria-hidden />
        {t('task.nobody')}
      </span>
    );
  }
  return (
    <span>
      <PersonMark name={task.assignee} />
      {task.assignee === me.username ? common('you') : task.assignee}
    </span>
  );
};

const DueFact = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const now = useNow();
  if (!task.due_at) return null;
  const date = new Date(task.due_at);
  if (date < now && task.state === 'open') {
    return (
      <StateBadge state="overdue" look="inline" title={fullTime(date)}>
        {dueWords(date, now)}
      </StateBadge>
    );
  }
  return (
    <span>
      <IconCalendarDue size={16} stroke={1.6} aria-hidden />
      <Time at={date}>{() => t('task.due', { due: moment(date, now) })}</Time>
    </span>
  );
};

const isMine = (task: UserTask, username: string) =>
  task.state === 'open' && task.assignee === username && !task.suspended;

const ReleaseButton = ({ task, actions }: { task: UserTask; actions: TaskActions }) => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  if (!isMine(task, me.username)) return null;
  return (
    <Button variant="default" onClick={() => actions.release(task)} aria-keyshortcuts="u">
      {t('task.release')}
    </Button>
  );
};

const TaskMenu = ({
  task,
  actions,
  narrow,
}: {
  task: UserTask;
  actions: TaskActions;
  narrow?: boolean;
}) => {
  const { t } = useTranslation('inbox');
  const me = useMe();
  const copy = async () => {
    await navigator.clipboard?.writeText(`${window.location.origin}/inbox/mine/${task.id}`);
    toast.done(t('task.linkCopied'));
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon size={narrow ? 44 : 32} aria-label={t('task.more')}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {narrow && isMine(task, me.username) && (
          <Menu.Item onClick={() => actions.release(task)}>{t('task.release')}</Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to={`/instances/${task.process_instance_id}`}
          leftSection={<IconStack2 size={16} />}
          rightSection={<Kbd keys="o" />}
        >
          {t('task.instance')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copy()}>
          {t('task.copyLink')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
