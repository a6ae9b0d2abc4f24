import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, newKey, type Deployment } from '@/shared/api';
import { deployDraft, DeployNote } from '@/shared/drafts';
import { Dialog, explain, SkeletonRows } from '@/shared/ui';
import { fetchContent, fetchNewest, type Version, type VersionedKind } from './api';
import { listFindings, type Checked, type Finding } from './findings';
import { Differences } from './Impact';
import classes from './library.module.css';
import { namesIn } from './names';
import { Problems } from './Problems';
import { UsageList } from './UsageList';

interface Props {
  kind: VersionedKind;
  draftId: string;
  name: string;
  itemKey: string;
  /** What is in the editor now. */
  content: string;
  checked: Checked;
  /** Leads to the element of a finding; the dialog is done with then. */
  onShow: (finding: Finding) => void;
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
const DeployDialog = (props: Props) => {
  const { kind, draftId, name, itemKey, content, checked, onShow, save, onClose } = props;
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
  const nameOf = useMemo(() => namesIn(kind, content), [kind, content]);
  const errors = checked.findings.filter(({ severity }) => severity === 'error').length;
  const refused = isProblem(error) ? error.errors : [];
  return (
    <Dialog onClose={onClose} title={t('deploy.title', { name })} size={640}>
      <div className="k-dialog">
        {deploy.data ? (
          <Done made={deploy.data} />
        ) : (
          <>
            <p>{t(`deploy.text.${kind}`)}</p>
            {errors > 0 && <p role="alert">{t('deploy.errors', { count: errors })}</p>}
            <Problems {...checked} nameOf={nameOf} onShow={onShow} />
            {live.isPending ? (
              <SkeletonRows rows={2} />
            ) : (
              <Differences kind={kind} live={live.data ?? null} draft={content} />
            )}
            <section className={classes.impact}>
              <h3>{t(`usage.title.${kind}`)}</h3>
              <UsageList kind={kind} itemKey={itemKey} />
            </section>
            <DeployNote value={note} onChange={setNote} />
          </>
        )}
        {error && (
          <div role="alert">
            <p>{error instanceof NotSavedError ? t('deploy.notSaved') : explain(error)}</p>
            {refused.length > 0 && (
              <Problems
                findings={listFindings({ errors: refused, warnings: [] })}
                checking={false}
                error={null}
                nameOf={nameOf}
              />
            )}
          </div>
        )}
        <div className="k-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {deploy.data ? t('deploy.close') : t('deploy.cancel')}
          </Button>
          {!deploy.data && (
            <Button
              disabled={errors > 0 || checked.checking}
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
