import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createDraft, keyFrom } from '@/shared/drafts';
import { Dialog, explain } from '@/shared/ui';
import { moveEntries, type VersionedKind } from './api';
import { emptyOf } from './empty';
import { TemplateChoice } from './TemplateChoice';
import { fill, type Template } from './templates';
import { EDITORS } from './useOpenEntry';

interface Props {
  kind: VersionedKind;
  /** The folder that it will lie in. */
  folder: string;
  taken: readonly { key: string }[];
  onClose: () => void;
}

/** Ask for a name and open the editor. */
const NewVersioned = ({ kind, folder, taken, onClose }: Props) => {
  const { t } = useTranslation('library');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<Template | null>(null);
  const key = keyFrom(name);
  const isTaken = name.trim() !== '' && taken.some((row) => row.key === key);
  const create = useMutation({
    mutationFn: async () => {
      const words = { input: t('of.decision.input'), output: t('of.decision.output') };
      const content = template
        ? fill(template, name.trim(), key)
        : emptyOf(kind, name.trim(), words);
      const draft = await createDraft(name.trim(), content, kind);
      if (folder) await moveEntries([{ kind, key: draft.key || draft.id }], folder);
      return draft;
    },
    onSuccess: (draft) => navigate(`${EDITORS[kind]}/${draft.id}`),
  });
  const ready = name.trim() !== '' && !isTaken;
  return (
    <Dialog onClose={onClose} title={t(`of.${kind}.new`)} size={640}>
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
          description={name.trim() ? t('new.becomes', { key }) : t(`of.${kind}.hint`)}
          error={isTaken && t(`of.${kind}.taken`)}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TemplateChoice kind={kind} chosen={template} onChoose={setTemplate} />
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

export default NewVersioned;
