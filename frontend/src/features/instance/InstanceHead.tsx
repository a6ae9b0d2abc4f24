import { ActionIcon, Button, Menu, Textarea } from '@mantine/core';
import { IconCopy, IconDots, IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, type Incident, type ProcessInstance } from '@/shared/api';
import { atLeast } from '@/shared/format';
import { nameOf, stateOf } from '@/shared/instances';
import { Confirm, PageHead, StateBadge, tell, toast } from '@/shared/ui';
import { ExportItems } from './ExportItems';
import { Facts } from './Facts';
import { RetryAll } from './RetryAll';
import { useCancel, useParent, useTurn } from './api';

interface Props {
  instance: ProcessInstance;
  openIncidents: number;
  /** Those of them that are loaded. */
  open: readonly Incident[];
  /** Whether there are more open incidents than were counted. */
  isMore: boolean;
}

/** Name, state, facts, and what can be done with the whole instance. */
export const InstanceHead = ({ instance, openIncidents, open, isMore }: Props) => {
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
          {mayOperate && instance.state === 'active' && <RetryAll open={open} />}
          {mayOperate && live && <Actions instance={instance} />}
          <MoreMenu instance={instance} />
        </>
      }
    />
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
    <Menu position="bottom-end" width={220}>
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
        <ExportItems instance={instance} />
      </Menu.Dropdown>
    </Menu>
  );
};
