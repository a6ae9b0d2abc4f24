import { Autocomplete, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, explain, toast } from '@/shared/ui';
import { moveEntries, moveFolder, type EntryName } from './api';
import { isWithin } from './folders';

interface AskProps {
  title: string;
  hint: string;
  begun: string;
  choices: readonly string[];
  move: (folder: string) => Promise<{ folder: string }>;
  onClose: () => void;
}

/** Ask for a folder that is there, or for the name of a new one. */
const AskFolder = ({ title, hint, begun, choices, move, onClose }: AskProps) => {
  const { t } = useTranslation('library');
  const queries = useQueryClient();
  const [folder, setFolder] = useState(begun);
  const moving = useMutation({
    mutationFn: () => move(folder),
    onSuccess: async ({ folder: reached }) => {
      await queries.invalidateQueries({ queryKey: ['library'] });
      toast.done(reached ? t('move.done', { folder: reached }) : t('move.doneTop'));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={title} size={480}>
      <form
        className="k-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          moving.mutate();
        }}
      >
        <Autocomplete
          data-autofocus
          size="md"
          label={t('move.folder')}
          description={hint}
          data={[...choices]}
          value={folder}
          onChange={setFolder}
          maxLength={255}
          comboboxProps={{ withinPortal: true }}
        />
        {moving.isError && <p role="alert">{explain(moving.error)}</p>}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('move.cancel')}
          </Button>
          <Button type="submit" loading={moving.isPending}>
            {t('move.go')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

interface MoveProps {
  entry: EntryName;
  name: string;
  folder: string;
  choices: readonly string[];
  onClose: () => void;
}

/** Put a process, decision or form into a folder. */
export const MoveDialog = ({ entry, name, folder, choices, onClose }: MoveProps) => {
  const { t } = useTranslation('library');
  return (
    <AskFolder
      title={t('move.title', { name })}
      hint={t('move.hint')}
      begun={folder}
      choices={choices}
      move={(target) => moveEntries([entry], target)}
      onClose={onClose}
    />
  );
};

/** Rename a folder, or put it into another one. */
export const MoveFolderDialog = ({
  folder,
  choices,
  onClose,
}: Pick<MoveProps, 'folder' | 'choices' | 'onClose'>) => {
  const { t } = useTranslation('library');
  return (
    <AskFolder
      title={t('move.folderTitle', { name: folder })}
      hint={t('move.folderHint')}
      begun={folder}
      choices={choices.filter((path) => !isWithin(path, folder))}
      move={(target) => moveFolder(folder, target)}
      onClose={onClose}
    />
  );
};
