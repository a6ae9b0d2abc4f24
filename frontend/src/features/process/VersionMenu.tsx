import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowsLeftRight,
  IconBook2,
  IconDots,
  IconDownload,
  IconHistory,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, type ProcessDefinition } from '@/shared/api';
import { useForget } from './useForget';
import type { VersionActions } from './useVersionActions';

const ActivateDialog = lazy(() => import('./ActivateDialog'));
const DeleteDialog = lazy(() => import('@/shared/library/DeleteDialog'));

interface Props {
  definition: ProcessDefinition;
  actions: VersionActions;
  newest: ProcessDefinition;
}

/** The rarer actions on one version. */
export const VersionMenu = ({ definition, actions, newest }: Props) => {
  const { t } = useTranslation('process');
  const mayEdit = useMay('draft.edit');
  const mayDeploy = useMay('deployment.create');
  const mayDelete = useMay('deployment.delete');
  const [activating, setActivating] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const forget = useForget();
  const mayOperate = useMay('process_instance.operate');
  const maySeeInstances = useMay('process_instance.read');
  const { version, state, id, key } = definition;
  const menu = (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <ActionIcon aria-label={t('versions.actions', { version })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {maySeeInstances && (
          <Menu.Item
            leftSection={<IconStack2 size={16} aria-hidden />}
            component={Link}
            to={`/instances?process=${encodeURIComponent(key)}&version=${version.toString()}`}
          >
            {t('action.instances')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconBook2 size={16} aria-hidden />}
          component={Link}
          to={`/processes/${encodeURIComponent(key)}/documentation?version=${version.toString()}`}
        >
          {t('action.documentation')}
        </Menu.Item>
        {version > 1 && (
          <Menu.Item
            leftSection={<IconArrowsLeftRight size={16} aria-hidden />}
            component={Link}
            to={`/processes/${encodeURIComponent(key)}/compare?to=${version.toString()}`}
          >
            {t('action.compare')}
          </Menu.Item>
        )}
        {mayEdit && (
          <Menu.Item
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => actions.openAsDraft(definition)}
          >
            {t('action.openVersion', { version })}
          </Menu.Item>
        )}
        {mayDeploy && id !== newest.id && (
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => setActivating(true)}
          >
            {t('action.activate', { version })}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconDownload size={16} aria-hidden />}
          component="a"
          href={`/api/v1/process-definitions/${id}/xml`}
          download={`${key}.bpmn`}
        >
          {t('action.download')}
        </Menu.Item>
        {mayOperate && (
          <Menu.Item
            leftSection={
              state === 'active' ? (
                <IconPlayerPause size={16} aria-hidden />
              ) : (
                <IconPlayerPlay size={16} aria-hidden />
              )
            }
            onClick={() => actions.toggle(definition)}
          >
            {state === 'active'
              ? t('action.suspend', { version })
              : t('action.resume', { version })}
          </Menu.Item>
        )}
        {mayDelete && (
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setDeleting(true)}
          >
            {t('action.delete', { version })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      {menu}
      {deleting && (
        <Suspense fallback={null}>
          <DeleteDialog
            one={definition}
            onDeleted={() => forget(definition)}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
      {activating && (
        <Suspense fallback={null}>
          <ActivateDialog
            definition={definition}
            newest={newest}
            onClose={() => setActivating(false)}
          />
        </Suspense>
      )}
    </>
  );
};
