import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/api';
import { Dialog, explain, tell, toast } from '@/shared/ui';
import { useDeleteView, useSaveView, type InstanceView } from './api';
import classes from './instances.module.css';

interface Props {
  /** The view that is changed, or null for a new one. */
  saved: InstanceView | null;
  query: string;
  views: readonly InstanceView[];
  onClose: () => void;
}

/** Keep what is shown under a name, for oneself or for groups. */
export const SaveView = ({ saved, query, views, onClose }: Props) => {
  const { t } = useTranslation('instances');
  const { groups } = useMe();
  const save = useSaveView();
  const remove = useDeleteView();
  const mine = views.filter((view) => view.can_edit);
  const [into, setInto] = useState<InstanceView | null>(saved);
  const [name, setName] = useState(saved?.name ?? '');
  const [sharedWith, setSharedWith] = useState<readonly string[]>(saved?.shared_with ?? []);
  const choices = [...new Set([...groups, ...sharedWith])];
  const choose = (id: string) => {
    const chosen = mine.find((view) => view.id === id) ?? null;
    setInto(chosen);
    setName(chosen?.name ?? '');
    setSharedWith(chosen?.shared_with ?? []);
  };
  const keep = () =>
    save.mutate(
      { view: { name: name.trim(), query, shared_with: [...sharedWith] }, saved: into },
      {
        onSuccess: (view) => {
          toast.done(t('views.saved', { name: view.name }));
          onClose();
        },
      },
    );
  const forget = async (view: InstanceView) => {
    const words = {
      done: t('views.deleted', { name: view.name }),
      failed: t('views.notDeleted', { name: view.name }),
    };
    await tell(remove.mutateAsync(view), words);
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={t('views.saveTitle')} size={480}>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        {mine.length > 0 && (
          <NativeSelect
            label={t('views.into')}
            value={into?.id ?? ''}
            onChange={(event) => choose(event.currentTarget.value)}
            data={[
              { value: '', label: t('views.asNew') },
              ...mine.map((view) => ({ value: view.id, label: view.name })),
            ]}
          />
        )}
        <TextInput
          label={t('views.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          required
          withAsterisk={false}
          data-autofocus
          error={save.isError && explain(save.error)}
        />
        {choices.length > 0 && (
          <fieldset className={classes.shared}>
            <legend>{t('views.share')}</legend>
            {choices.map((group) => (
              <Checkbox
                key={group}
                label={group}
                checked={sharedWith.includes(group)}
                onChange={(event) =>
                  setSharedWith(
                    event.currentTarget.checked
                      ? [...sharedWith, group]
                      : sharedWith.filter((other) => other !== group),
                  )
                }
              />
            ))}
          </fieldset>
        )}
        <div className="k-dialog-actions">
          {into && (
            <Button
              variant="subtle"
              className="k-danger"
              loading={remove.isPending}
              onClick={() => void forget(into)}
            >
              {t('views.delete')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('views.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            {t('views.keep')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
