import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskFilter } from '@/shared/api';
import { Confirm, toast } from '@/shared/ui';
import { useDeleteFilter } from './api';
import classes from './filters.module.css';

interface Props {
  filter: TaskFilter;
  onDeleted: () => void;
}

/** Forget a filter, after saying for whom. */
export const DeleteFilter = ({ filter, onDeleted }: Props) => {
  const { t } = useTranslation('inbox');
  const [asks, setAsks] = useState(false);
  const deleting = useDeleteFilter();
  const { name, shared_with: shared } = filter;
  const remove = async () => {
    try {
      await deleting.mutateAsync(filter);
      toast.done(t('filters.deleted', { name }));
      onDeleted();
    } catch (error) {
      setAsks(false);
      toast.failed(t('filters.notDeleted', { name }), error);
    }
  };
  return (
    <>
      <Button
        variant="subtle"
        className={classes.delete}
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsks(true)}
      >
        {t('filters.delete')}
      </Button>
      <Confirm
        opened={asks}
        title={t('filters.deleteTitle', { name })}
        confirm={t('filters.deleteConfirm')}
        keep={t('filters.deleteKeep')}
        busy={deleting.isPending}
        onConfirm={() => void remove()}
        onClose={() => setAsks(false)}
      >
        <p>
          {shared.length > 0
            ? t('filters.deleteShared', { groups: shared.join(', ') })
            : t('filters.deleteText')}
        </p>
      </Confirm>
    </>
  );
};
