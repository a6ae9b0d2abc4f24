import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, type UserTask } from '@/shared/api';
import { useHotkeys } from '@/shared/hotkeys';
import { toast } from '@/shared/ui';
import { useWatch, useWatchers } from './talk';

/** Who watches the task, and one button for oneself. */
export const Watching = ({ task }: { task: UserTask }) => {
  const { t } = useTranslation('inbox');
  const { t: common } = useTranslation();
  const { username } = useMe();
  const watchers = useWatchers(task.id);
  const watch = useWatch();
  const names = watchers.data ?? [];
  const watches = names.includes(username);
  const turn = () =>
    watch.mutate(
      { task, username, watches: !watches },
      { onError: (error) => toast.failed(t('watching.failed'), error) },
    );
  useHotkeys(t('keys.group'), [{ keys: ['w'], label: t('keys.watch'), run: turn }]);
  const Icon = watches ? IconEyeOff : IconEye;
  return (
    <section>
      <h3>{t('watching.title')}</h3>
      <p>
        {names.length === 0
          ? t('watching.nobody')
          : names.map((name) => (name === username ? common('you') : name)).join(', ')}
      </p>
      {watchers.isSuccess && (
        <Button
          size="xs"
          variant="default"
          mt={8}
          leftSection={<Icon size={14} aria-hidden />}
          loading={watch.isPending}
          onClick={turn}
          aria-keyshortcuts="w"
        >
          {t(watches ? 'watching.stop' : 'watching.start')}
        </Button>
      )}
    </section>
  );
};
