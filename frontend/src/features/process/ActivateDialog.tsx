import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, type ProcessDefinition } from '@/shared/api';
import { DeployNote } from '@/shared/drafts';
import { Dialog, explain } from '@/shared/ui';
import { deployAgain } from './api';

interface Props {
  definition: ProcessDefinition;
  onClose: () => void;
}

/** Deploy the model of an old version once more, so that new starts use it again. */
export const ActivateDialog = ({ definition, onClose }: Props) => {
  const { t } = useTranslation('process');
  const queries = useQueryClient();
  const intention = useRef(newKey());
  const [note, setNote] = useState('');
  const { version, key } = definition;
  const activate = useMutation({
    mutationFn: () => deployAgain(definition, note, intention.current),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['process-definitions'] }),
    // The same intention may be sent again after a lost answer; an answered one is over.
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) intention.current = newKey();
    },
  });
  const { data, error } = activate;
  const made = data?.process_definitions.find((one) => one.key === key)?.version ?? '';
  return (
    <Dialog onClose={onClose} title={t('activate.title', { version })} size={560}>
      <div className="k-dialog">
        {data ? (
          <p role="status">
            {t(data.duplicate ? 'activate.same' : 'activate.done', { version, made })}
          </p>
        ) : (
          <>
            <p>{t('activate.text', { version })}</p>
            <DeployNote value={note} onChange={setNote} />
          </>
        )}
        {error && (
          <div role="alert">
            <p>{explain(error)}</p>
            {isProblem(error) && (
              <ul>
                {error.errors.map(({ pointer, code, detail, remedy }) => (
                  <li key={`${pointer} ${code} ${detail}`}>
                    {detail} {remedy}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t(data ? 'activate.close' : 'activate.cancel')}
          </Button>
          {!data && (
            <Button loading={activate.isPending} onClick={() => activate.mutate()}>
              {t('activate.go')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
};
