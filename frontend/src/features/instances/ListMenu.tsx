import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { offerFile } from '@/shared/files';
import { toast } from '@/shared/ui';
import { exportInstances, useViews, type FileKind, type InstanceView } from './api';
import { addressOf, type Facets } from './facets';
import { SaveView } from './SaveView';

interface Props {
  facets: Facets;
  types: readonly string[];
}

/** Take what the list finds as a file. */
export const ExportMenu = ({ facets, types }: Props) => {
  const { t } = useTranslation('instances');
  const take = useMutation({
    mutationFn: (kind: FileKind) => exportInstances(facets, types, kind),
    onSuccess: (file, kind) => offerFile(file, `${t('export.file')}.${kind}`),
    onError: (error) => toast.failed(t('export.failed'), error),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          loading={take.isPending}
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t('export.title')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => take.mutate('csv')}>{t('export.csv')}</Menu.Item>
        <Menu.Item onClick={() => take.mutate('json')}>{t('export.json')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

/** The saved views of this person, and keeping what is shown as one. */
export const ViewsMenu = ({ facets }: Pick<Props, 'facets'>) => {
  const { t } = useTranslation('instances');
  const views = useViews().data ?? [];
  const [saving, setSaving] = useState<{ saved: InstanceView | null } | null>(null);
  const query = addressOf(facets);
  const here = views.find((view) => view.query === query);
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={14} aria-hidden />}
          >
            {here ? here.name : t('views.title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{t('views.none')}</Menu.Label>}
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              component={Link}
              to={{ search: view.query }}
              aria-current={view === here || undefined}
              rightSection={view.can_edit ? null : <small>{view.owner}</small>}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {here?.can_edit && (
            <Menu.Item onClick={() => setSaving({ saved: here })}>
              {t('views.edit', { name: here.name })}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => setSaving({ saved: null })}>{t('views.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {saving && (
        <SaveView
          saved={saving.saved}
          query={query}
          onClose={() => setSaving(null)}
          views={views}
        />
      )}
    </>
  );
};
