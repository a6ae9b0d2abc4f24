import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createDraft, emptyModel, keyFrom, type DraftKind } from '@/shared/drafts';
import { language } from '@/shared/i18n';
import { Dialog, explain } from '@/shared/ui';
import { moveEntries } from './api';
import { emptyOf } from './empty';
import { TemplateChoice } from './TemplateChoice';
import { fill, type Template } from './templates';
import { EDITORS } from './useOpenEntry';

interface Props {
  kind: DraftKind;
  /** The folder that it will lie in. */
  folder: string;
  taken: readonly { key: string }[];
  onClose: () => void;
}

const VALID_KEY = /^[A-Za-z_][\w.-]*$/;

/** A template in the language of the pages. */
const told = async (template: Template): Promise<Template> => {
  if (language !== 'de') return template;
  const { inGerman } = await import('./templatesInGerman');
  return { ...template, content: inGerman(template.content) };
};

/** The key under which it is made; that of a process can be another than its name suggests. */
const useKey = ({ kind, taken }: Pick<Props, 'kind' | 'taken'>, name: string) => {
  const { t } = useTranslation('library');
  const [typed, setTyped] = useState<string | null>(null);
  const key = typed ?? (name ? keyFrom(name) : '');
  const isTaken = key !== '' && taken.some((row) => row.key === key);
  const isFaulty = key !== '' && !VALID_KEY.test(key);
  return {
    key,
    setTyped,
    error: isFaulty ? t('new.keyInvalid') : isTaken ? t(`of.${kind}.taken`) : null,
  };
};

/** Ask for a name and open the editor. */
const NewEntry = ({ kind, folder, taken, onClose }: Props) => {
  const { t } = useTranslation('library');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<Template | null>(null);
  const { key, setTyped, error } = useKey({ kind, taken }, name.trim());
  const isProcess = kind === 'process';
  const create = useMutation({
    mutationFn: async () => {
      const words = { input: t('of.decision.input'), output: t('of.decision.output') };
      const empty = () =>
        isProcess
          ? emptyModel(name.trim(), key, t('new.firstTask'))
          : emptyOf(kind, name.trim(), words);
      const content = template ? fill(await told(template), name.trim(), key) : empty();
      const draft = await createDraft(name.trim(), content, kind);
      if (folder) await moveEntries([{ kind, key: draft.key || draft.id }], folder);
      return draft;
    },
    onSuccess: (draft) => navigate(`${EDITORS[kind]}/${draft.id}`),
  });
  const ready = key !== '' && name.trim() !== '' && error === null;
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
          description={isProcess || !name.trim() ? t(`of.${kind}.hint`) : t('new.becomes', { key })}
          error={!isProcess && error}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {isProcess && (
          <TextInput
            size="md"
            label={t('new.key')}
            description={t('new.keyHint')}
            value={key}
            maxLength={200}
            error={error}
            onChange={(event) => setTyped(event.currentTarget.value.trim())}
          />
        )}
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

export default NewEntry;
