import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { createDraft, modelFacts } from '@/shared/drafts';
import { toast } from '@/shared/ui';

class NoModelError extends Error {}

const withoutSuffix = (name: string) => name.replace(/(\.bpmn20)?\.(bpmn|xml)$/i, '');

/** Make drafts of files; a single one opens in the editor. */
export const useImport = (onImported: () => void) => {
  const { t } = useTranslation('library');
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: async (file: File) => {
      const content = await file.text();
      const facts = modelFacts(content);
      if (!facts) throw new NoModelError(file.name);
      return createDraft(facts.name || withoutSuffix(file.name), content);
    },
  });
  const importFiles = (files: File[]) => {
    const single = files.length === 1;
    for (const file of files) {
      mutate(file, {
        onSuccess: (draft) => {
          if (single) void navigate(`/drafts/${draft.id}`);
          else toast.done(t('import.done', { name: draft.name }));
          onImported();
        },
        onError: (error) => {
          if (error instanceof NoModelError) toast.failed(t('import.noModel', { name: file.name }));
          else toast.failed(t('import.failed', { name: file.name }), error);
        },
      });
    }
  };
  return { importFiles, importing: isPending };
};
