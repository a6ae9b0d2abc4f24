import './words';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsLeftRight, IconDots, IconDownload, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '@/shared/api';
import { compareAddressOf, contentAddress, type Version, type VersionedKind } from './api';

const DeleteDialog = lazy(() => import('./DeleteDialog'));

interface Props {
  kind: VersionedKind;
  version: Version;
  /** Whether there is an older version to compare with. */
  hasOlder: boolean;
}

/** Take a version that was deleted, and what went with it, off the page. */
const useForget = (kind: VersionedKind) => {
  const client = useQueryClient();
  return async ({ id, key, deployment_id: deployment }: Version): Promise<void> => {
    // The page shows another version at once: nothing asks for the deleted one any more.
    client.setQueryData<Version[]>([`${kind}s`, 'versions', key], (versions) =>
      versions?.filter((one) => one.deployment_id !== deployment),
    );
    // Whatever else was deployed with it is gone as well.
    await Promise.all(
      ['forms', 'decisions', 'process-definitions', 'library'].map((list) =>
        client.invalidateQueries({
          queryKey: [list],
          predicate: ({ queryKey }) => !queryKey.includes(id),
        }),
      ),
    );
  };
};

/** The rarer actions on one version of a form or decision. */
export const VersionedMenu = ({ kind, version: one, hasOlder }: Props) => {
  const { t } = useTranslation('library');
  const mayDelete = useMay('deployment.delete');
  const [deleting, setDeleting] = useState(false);
  const forget = useForget(kind);
  const { id, key, version, resource_name: file } = one;
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <ActionIcon aria-label={t('versions.actions', { version })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {hasOlder && (
            <Menu.Item
              leftSection={<IconArrowsLeftRight size={16} aria-hidden />}
              component={Link}
              to={compareAddressOf(kind, key, version)}
            >
              {t('versions.before')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconDownload size={16} aria-hidden />}
            component="a"
            href={contentAddress(kind, id)}
            download={file}
          >
            {t('page.download')}
          </Menu.Item>
          {mayDelete && (
            <Menu.Item
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDeleting(true)}
            >
              {t('versions.delete', { version })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {deleting && (
        <Suspense fallback={null}>
          <DeleteDialog
            one={one}
            onDeleted={() => forget(one)}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
    </>
  );
};
