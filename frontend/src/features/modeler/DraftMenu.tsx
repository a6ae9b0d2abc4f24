import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { offerFile } from '@/shared/files';
import { Confirm, toast } from '@/shared/ui';
import { deleteDraft } from './api';

interface Props {
  draftId: string;
  name: string;
  /** Stop writing: what is deleted must not be saved again. */
  onDelete: () => void;
  readSource: () => Promise<string>;
}

const download = (name: string, content: string): void =>
  offerFile(new Blob([content], { type: 'application/xml' }), `${name}.bpmn`);

/** The rarer things to do with a draft. */
export const DraftMenu = ({ draftId, name, onDelete, readSource }: Props) => {
  const { t } = useTranslation('modeler');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteDraft(draftId),
    onSuccess: async () => {
      onDelete();
      await queries.invalidateQueries({ queryKey: ['drafts'] });
      await navigate('/processes');
    },
    onError: (error) => toast.failed(t('delete.failed'), error),
  });
  const save = () =>
    readSource().then(
      (content) => download(name, content),
      (error: unknown) => toast.failed(t('menu.downloadFailed'), error),
    );
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={t('menu.label')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => void save()}
          >
            {t('menu.download')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t('menu.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        title={t('delete.title', { name })}
        confirm={t('delete.confirm')}
        keep={t('delete.keep')}
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        <p>{t('delete.text')}</p>
      </Confirm>
    </>
  );
};
