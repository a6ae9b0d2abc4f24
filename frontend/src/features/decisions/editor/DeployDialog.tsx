import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, type Deployment } from '@/shared/api';
import { deployDraft, DeployNote } from '@/shared/drafts';
import { Dialog, explain } from '@/shared/ui';
import type { Version } from '@/shared/library';
import { Usage } from './VersionsTab';

interface Props {
  draftId: string;
  name: string;
  decisionKey: string;
  errors: number;
  /** Store the draft; false where that failed. */
  save: () => Promise<boolean>;
  onClose: () => void;
}

class NotSavedError extends Error {}

/** Make a version of the draft, after saying whom it touches. */
export const DeployDialog = ({ draftId, name, decisionKey, errors, save, onClose }: Props) => {
  const { t } = useTranslation('decisions');
  const queries = useQueryClient();
  const intention = useRef(newKey());
  const [note, setNote] = useState('');
  const deploy = useMutation({
    mutationFn: async () => {
      if (!(await save())) throw new NotSavedError();
      return deployDraft<Deployment & { decision_definitions?: Version[] }>(
        draftId,
        note,
        intention.current,
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['decisions'] }),
    // The same intention may be sent again after a lost answer; an answered one is over.
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) intention.current = newKey();
    },
  });
  const made = deploy.data?.decision_definitions?.[0]?.version;
  const { error } = deploy;
  return (
    <Dialog onClose={onClose} title={t('deploy.title', { name })} size={560}>
      <div className="k-dialog">
        {deploy.data ? (
          <>
            <p role="status">
              {deploy.data.duplicate
                ? t('deploy.duplicate', { version: made ?? '' })
                : t('deploy.done', { version: made ?? '' })}
            </p>
            <ul>
              {deploy.data.warnings.map((warning) => (
                <li key={`${warning.code} ${warning.pointer ?? ''}`}>{warning.detail}</li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <p>{t('deploy.text')}</p>
            <Usage decisionKey={decisionKey} />
            <DeployNote value={note} onChange={setNote} />
            {errors > 0 && <p role="alert">{t('deploy.errors', { count: errors })}</p>}
          </>
        )}
        {error && (
          <div role="alert">
            <p>{error instanceof NotSavedError ? t('deploy.notSaved') : explain(error)}</p>
            {isProblem(error) && (
              <ul>
                {error.errors.map(({ pointer, code, detail, remedy }) => (
                  <li key={`${pointer} ${code}`}>
                    {detail} {remedy}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {deploy.data ? t('deploy.close') : t('deploy.cancel')}
          </Button>
          {!deploy.data && (
            <Button
              disabled={errors > 0}
              loading={deploy.isPending}
              onClick={() => deploy.mutate()}
            >
              {t('deploy.go')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
};
