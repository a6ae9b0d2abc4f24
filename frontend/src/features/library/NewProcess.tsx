import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createDraft, emptyModel, keyFrom } from '@/shared/drafts';
import { fill, moveEntries, TemplateChoice, type Template } from '@/shared/library';
import { Dialog, explain } from '@/shared/ui';

interface Props {
  /** The folder that it will lie in. */
  folder: string;
  onClose: () => void;
  takenKeys: ReadonlySet<string>;
}

const VALID_KEY = /^[A-Za-z_][\w.-]*$/;

/** Asks for a name and opens the editor with a model that already runs. */
export const NewProcess = ({ folder, onClose, takenKeys }: Props) => {
  const { t } = useTranslation('library');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<Template | null>(null);
  const [typedKey, setTypedKey] = useState<string | null>(null);
  const key = typedKey ?? (name.trim() ? keyFrom(name) : '');
  const create = useMutation({
    mutationFn: async () => {
      const content = template
        ? fill(template, name.trim(), key)
        : emptyModel(name.trim(), key, t('new.firstTask'));
      const draft = await createDraft(name.trim(), content);
      if (folder) await moveEntries([{ kind: 'process', key }], folder);
      return draft;
    },
    onSuccess: (draft) => navigate(`/drafts/${draft.id}`),
  });
  const keyError = () => {
    if (key === '') return undefined;
    if (!VALID_KEY.test(key)) return t('new.keyInvalid');
    return takenKeys.has(key) ? t('new.keyTaken') : undefined;
  };
  const ready = name.trim() !== '' && key !== '' && !keyError();
  return (
    <Dialog onClose={onClose} title={t('new.title')} size={640}>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) create.mutate();
        }}
      >
        <TextInput
          data-autofocus
          size="md"
          label={t('new.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="md"
          label={t('new.key')}
          description={t('new.keyHint')}
          value={key}
          maxLength={200}
          error={keyError()}
          onChange={(event) => setTypedKey(event.currentTarget.value.trim())}
        />
        <TemplateChoice kind="process" chosen={template} onChoose={setTemplate} />
        {create.isError && <p role="alert">{explain(create.error)}</p>}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('new.cancel')}
          </Button>
          <Button type="submit" disabled={!ready} loading={create.isPending}>
            {t('new.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
