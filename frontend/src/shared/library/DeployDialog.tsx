import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, type Deployment, type FieldProblem } from '@/shared/api';
import { deployDraft, DeployNote } from '@/shared/drafts';
import { Dialog, explain, SkeletonRows } from '@/shared/ui';
import { fetchContent, fetchNewest, type Version, type VersionedKind } from './api';
import { Differences } from './Impact';
import { UsageList } from './UsageList';

interface Props {
  kind: VersionedKind;
  draftId: string;
  name: string;
  itemKey: string;
  /** What is in the editor now. */
  content: string;
  errors: readonly Pick<FieldProblem, 'code' | 'detail' | 'remedy'>[];
  /** Store the draft; false where that failed. */
  save: () => Promise<boolean>;
  onClose: () => void;
}

type Made = Deployment & { forms?: Version[]; decision_definitions?: Version[] };

class NotSavedError extends Error {}

/** The file of the live version; null where there is none yet. */
const useLiveContent = (kind: VersionedKind, key: string) =>
  useQuery({
    queryKey: [`${kind}s`, 'live', key],
    queryFn: async ({ signal }) => {
      const live = (await fetchNewest(kind, signal)).find((one) => one.key === key);
      return live ? fetchContent(kind, live.id, signal) : null;
    },
  });

/** Make a version of the draft, after saying what changes and whom it touches. */
const DeployDialog = ({ kind, draftId, name, itemKey, content, errors, save, onClose }: Props) => {
  const { t } = useTranslation('library');
  const queries = useQueryClient();
  const intention = useRef(newKey());
  const [note, setNote] = useState('');
  const live = useLiveContent(kind, itemKey);
  const deploy = useMutation({
    mutationFn: async () => {
      if (!(await save())) throw new NotSavedError();
      return deployDraft<Made>(draftId, note, intention.current);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: [`${kind}s`] }),
    // The same intention may be sent again after a lost answer; an answered one is over.
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) intention.current = newKey();
    },
  });
  const { error } = deploy;
  return (
    <Dialog onClose={onClose} title={t('deploy.title', { name })} size={640}>
      <div className="k-dialog">
        {deploy.data ? (
          <Done made={deploy.data} />
        ) : (
          <>
            <p>{t(`deploy.text.${kind}`)}</p>
            {live.isPending ? (
              <SkeletonRows rows={2} />
            ) : (
              <Differences kind={kind} live={live.data ?? null} draft={content} />
            )}
            <UsageList kind={kind} itemKey={itemKey} />
            <DeployNote value={note} onChange={setNote} />
            {errors.length > 0 && (
              <div role="alert">
                <p>{t('deploy.errors', { count: errors.length })}</p>
                <Faults faults={errors} />
              </div>
            )}
          </>
        )}
        {error && (
          <div role="alert">
            <p>{error instanceof NotSavedError ? t('deploy.notSaved') : explain(error)}</p>
            {isProblem(error) && <Faults faults={error.errors} />}
          </div>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {deploy.data ? t('deploy.close') : t('deploy.cancel')}
          </Button>
          {!deploy.data && (
            <Button
              disabled={errors.length > 0}
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

const Faults = ({ faults }: { faults: Props['errors'] }) => (
  <ul>
    {faults.map(({ code, detail, remedy }, index) => (
      <li key={`${code} ${index.toString()}`}>
        {detail} {remedy}
      </li>
    ))}
  </ul>
);

const Done = ({ made }: { made: Made }) => {
  const { t } = useTranslation('library');
  const [version] = [...(made.forms ?? []), ...(made.decision_definitions ?? [])];
  const words = { version: version?.version ?? '' };
  return (
    <>
      <p role="status">{made.duplicate ? t('deploy.duplicate', words) : t('deploy.done', words)}</p>
      <ul>
        {made.warnings.map((warning) => (
          <li key={`${warning.code} ${warning.pointer ?? ''}`}>{warning.detail}</li>
        ))}
      </ul>
    </>
  );
};

export default DeployDialog;
