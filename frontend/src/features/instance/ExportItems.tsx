import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ProcessInstance } from '@/shared/api';
import { offerFile } from '@/shared/files';
import { nameOf } from '@/shared/instances';
import { toast } from '@/shared/ui';
import { exportInstance, type FileKind } from './api';

/** Take this instance as a file, as the list of instances gives it. */
export const ExportItems = ({ instance }: { instance: ProcessInstance }) => {
  const { t } = useTranslation('instances');
  const name = t('export.oneFile', { name: nameOf(instance).replace(/[^\p{L}\p{N}._-]+/gu, '-') });
  const take = useMutation({
    mutationFn: (kind: FileKind) => exportInstance(instance.id, kind),
    onSuccess: (file, kind) => offerFile(file, `${name}.${kind}`),
    onError: (error) => toast.failed(t('export.failed'), error),
  });
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t('export.title')}</Menu.Label>
      {(['csv', 'json'] as const).map((kind) => (
        <Menu.Item
          key={kind}
          leftSection={<IconDownload size={16} />}
          onClick={() => take.mutate(kind)}
        >
          {t(`export.${kind}`)}
        </Menu.Item>
      ))}
    </>
  );
};
