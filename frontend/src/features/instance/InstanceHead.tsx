import { ActionIcon, Button, Menu, Textarea } from '@mantine/core';
import { IconClock, IconCopy, IconDots, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type ProcessInstance } from '@/shared/api';
import { atLeast, duration, moment, useNow } from '@/shared/format';
import { nameOf, stateOf } from '@/shared/instances';
import { Confirm, PageHead, StateBadge, tell, Time, toast } from '@/shared/ui';
import { useCancel, useParent, useTurn } from './api';

interface Props {
  instance: ProcessInstance;
  openIncidents: number;
  /** Whether there are more open incidents than were counted. */
  isMore: boolean;
}

/** Name, state, facts, and what can be done with the whole instance. */
export const InstanceHead = ({ instance, openIncidents, isMore }: Props) => {
  const { t } = useTranslation('instances');
  const process = instance.definition_name || instance.definition_key;
  const mayOperate = useMay('process_instance.operate', instance.definition_key);
  const live = instance.state === 'active' || instance.state === 'suspended';
  const { data: parent } = useParent(instance);
  return (
    <PageHead
      crumbs={[
        { label: t('one.crumb'), to: '/instances' },
        { label: process, to: `/instances?process=${encodeURIComponent(instance.definition_key)}` },
        ...(parent ? [{ label: nameOf(parent), to: `/instances/${parent.id}` }] : []),
      ]}
      title={nameOf(instance)}
      beside={
        openIncidents > 0 && instance.state === 'active' ? (
          <StateBadge state="incident">
            {t('one.incidents', {
              count: openIncidents,
              number: atLeast(openIncidents, isMore),
            })}
          </StateBadge>
        ) : (
          <StateBadge state={stateOf(instance)} />
        )
      }
      meta={<Facts instance={instance} />}
      actions={
        <>
          {mayOperate && live && <Actions instance={instance} />}
          <MoreMenu instance={instance} />
        </>
      }
    />
  );
};

const MINUTE_MS = 60_000;

const Facts = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const now = useNow();
  const ended = instance.ended_at ? new Date(instance.ended_at) : null;
  const ms = (ended ?? now).getTime() - new Date(instance.started_at).getTime();
  // The seconds of a running instance would be wrong as soon as they are read.
  const took = duration(ended ? ms : Math.max(MINUTE_MS, Math.floor(ms / MINUTE_MS) * MINUTE_MS));
  return (
    <>
      <span>{t('one.version', { version: instance.version })}</span>
      <Time at={instance.started_at}>
        {(date) => {
          const time = moment(date, now);
          return instance.started_by
            ? t('one.startedBy', { time, name: instance.started_by })
            : t('one.started', { time });
        }}
      </Time>
      <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
        <IconClock size={15} stroke={1.6} aria-hidden />
        {t(ended ? 'one.ran' : 'one.runs', { time: took })}
      </span>
    </>
  );
};

const Actions = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const [asks, setAsks] = useState(false);
  const name = nameOf(instance);
  const runs = instance.state === 'active';
  const turn = useTurn(instance.id, runs ? 'suspend' : 'resume');
  const told = {
    done: t(runs ? 'suspended' : 'resumed', { name }),
    failed: t(runs ? 'notSuspended' : 'notResumed', { name }),
  };
  return (
    <>
      <Button
        variant="default"
        loading={turn.isPending}
        onClick={() => void tell(turn.mutateAsync(undefined), told)}
      >
        {t(runs ? 'one.suspend' : 'one.resume')}
      </Button>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t('one.cancel')}
      </Button>
      <CancelDialog instance={instance} opened={asks} onClose={() => setAsks(false)} />
    </>
  );
};

interface CancelProps {
  instance: ProcessInstance;
  opened: boolean;
  onClose: () => void;
}

const CancelDialog = ({ instance, opened, onClose }: CancelProps) => {
  const { t } = useTranslation('instances');
  const [reason, setReason] = useState('');
  const cancel = useCancel(instance.id);
  const name = nameOf(instance);
  const confirm = async () => {
    await tell(cancel.mutateAsync(reason.trim()), {
      done: t('cancelDialog.done', { name }),
      failed: t('cancelDialog.failed', { name }),
    });
    onClose();
  };
  return (
    <Confirm
      opened={opened}
      title={t('cancelDialog.title', { name })}
      confirm={t('cancelDialog.confirm')}
      keep={t('cancelDialog.keep')}
      onConfirm={() => void confirm()}
      onClose={onClose}
      busy={cancel.isPending}
    >
      <p>
        {t('cancelDialog.text', { count: instance.waiting_at.length })}
        {instance.waiting_at.some((place) => place.called_instance_id) &&
          ` ${t('cancelDialog.called')}`}
      </p>
      <Textarea
        label={t('cancelDialog.reason')}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </Confirm>
  );
};

const MoreMenu = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const copy = async (text: string) => {
    await navigator.clipboard?.writeText(text);
    toast.done(t('one.copied'));
  };
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon aria-label={t('one.more')}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconLink size={16} />}
          onClick={() => void copy(`${window.location.origin}/instances/${instance.id}`)}
        >
          {t('one.copyLink')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void copy(instance.id)}>
          {t('one.copyId')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
