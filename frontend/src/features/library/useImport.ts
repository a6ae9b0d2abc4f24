import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { toast } from '@/shared/ui';
import { importFile, isPlain, type Imported } from './importing';

/** Make drafts of files; a single one with nothing to say of it opens in its editor. */
export const useImport = (onImported: () => void) => {
  const { t } = useTranslation('library');
  const navigate = useNavigate();
  const [told, setTold] = useState<readonly Imported[] | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: async (files: readonly File[]) => {
      const done: Imported[] = [];
      // One after the other: the report has the order of the files.
      for (const file of files) done.push(await importFile(file));
      return done;
    },
    onSuccess: (done) => {
      const [only] = done;
      if (done.length === 1 && only?.draft && only.kind === 'process' && isPlain(only))
        void navigate(`/drafts/${only.draft.id}`);
      else setTold(done);
    },
    onError: (error) => toast.failed(t('import.failed'), error),
    onSettled: onImported,
  });
  return {
    importFiles: (files: File[]) => mutate(files),
    importing: isPending,
    told,
    close: () => setTold(null),
  };
};
