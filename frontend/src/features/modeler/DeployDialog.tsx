import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isProblem, newKey, type Deployment, type ProcessDefinition } from '@/shared/api';
import { deployDraft, DeployNote } from '@/shared/drafts';
import { number } from '@/shared/format';
import { Differences, Pins, RunningVersions } from '@/shared/library/Impact';
import { listFindings, type Checked, type Finding } from '@/shared/library/findings';
import { Problems } from '@/shared/library/Problems';
import '@/shared/library/words';
import { useModel as useProcessModel } from '@/shared/processes';
import { Dialog, explain } from '@/shared/ui';
import { fetchLive } from './api';
import classes from './modeler.module.css';

interface Props {
  draftId: string;
  name: string;
  processKey: string | null;
  checked: Checked;
  nameOf: (elementId: string) => string;
  /** The model as it stands in the editor. */
  readSource: () => Promise<string>;
  /** Store the draft; false where that failed. */
  save: () => Promise<boolean>;
  onClose: () => void;
  /** Leads to the element of a finding; the dialog is done with then. */
  onShow: (finding: Finding) => void;
}

class NotSavedError extends Error {}

const Actions = ({ children }: { children: ReactNode }) => (
  <div className="k-dialog-actions">{children}</div>
);

const Done = ({
  deployment,
  name,
  processKey,
  onClose,
}: { deployment: Deployment } & Pick<Props, 'name' | 'processKey' | 'onClose'>) => {
  const { t } = useTranslation('modeler');
  const key = deployment.process_definitions[0]?.key ?? processKey ?? '';
  return (
    <>
      <p role="status">{deployment.duplicate ? t('deploy.duplicateText') : t('deploy.doneText')}</p>
      {deployment.warnings.length > 0 && (
        <>
          <p>{t('deploy.warnings')}</p>
          <ul>
            {deployment.warnings.map((warning) => (
              <li key={`${warning.code} ${warning.element_id ?? ''}`}>{warning.detail}</li>
            ))}
          </ul>
        </>
      )}
      <Actions>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('deploy.keep')}
        </Button>
        <Button variant="default" component={Link} to={`/start/${encodeURIComponent(key)}`}>
          {t('deploy.start')}
        </Button>
        <Button
          component={Link}
          to={`/processes/${encodeURIComponent(key)}`}
          aria-label={`${t('deploy.open')}: ${name}`}
        >
          {t('deploy.open')}
        </Button>
      </Actions>
    </>
  );
};

interface ImpactProps extends Pick<Props, 'readSource'> {
  /** Undefined while it is fetched, null where there is none yet. */
  live: ProcessDefinition | null | undefined;
}

/** What becomes different, who stays on which version, and what the draft uses. */
const Impact = ({ live, readSource }: ImpactProps) => {
  const [draft, setDraft] = useState<string | null>(null);
  const model = useProcessModel(live?.id);
  useEffect(() => {
    let isShown = true;
    void readSource().then((text) => isShown && setDraft(text));
    return () => {
      isShown = false;
    };
  }, [readSource]);
  if (draft === null) return null;
  return (
    <>
      {model.data !== undefined && <Differences kind="process" live={model.data} draft={draft} />}
      {live && <RunningVersions processKey={live.key} />}
      <Pins draft={draft} />
    </>
  );
};

/** Makes an immutable version of the draft, or shows everything that stands in the way. */
const DeployDialog = (props: Props) => {
  const { draftId, name, processKey, checked, nameOf, readSource, save, onClose, onShow } = props;
  const { t } = useTranslation('modeler');
  const queries = useQueryClient();
  const intention = useRef(newKey());
  const [note, setNote] = useState('');
  const live = useQuery({
    queryKey: ['process-definitions', 'by-key', processKey],
    queryFn: ({ signal }) => fetchLive(processKey ?? '', signal),
    enabled: processKey !== null,
  });
  const deploy = useMutation({
    mutationFn: async () => {
      if (!(await save())) throw new NotSavedError();
      return deployDraft<Deployment>(draftId, note, intention.current);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['process-definitions'] }),
    // the same intention may be sent again after a lost answer; an answered one is over
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) intention.current = newKey();
    },
  });
  const errors = checked.findings.filter(({ severity }) => severity === 'error');
  const version = live.data === undefined ? undefined : (live.data?.version ?? 0) + 1;

  const close = () => {
    deploy.reset();
    intention.current = newKey();
    onClose();
  };
  const show = (finding: Finding) => {
    close();
    onShow(finding);
  };
  const title = () => {
    if (!deploy.data) return t('deploy.title', { name });
    const made = deploy.data.process_definitions[0]?.version ?? version ?? 1;
    return deploy.data.duplicate
      ? t('deploy.duplicate', { version: made })
      : t('deploy.done', { version: made, name });
  };
  const consequence = () => {
    if (version === undefined) return t('deploy.nextUnknown');
    if (version === 1) return t('deploy.first');
    const running = live.data?.running;
    return running === undefined
      ? t('deploy.nextUnknown')
      : t('deploy.next', { version, running: number(running) });
  };

  const body = () => {
    if (deploy.data)
      return <Done deployment={deploy.data} name={name} processKey={processKey} onClose={close} />;
    const refused =
      isProblem(deploy.error) && deploy.error.errors.length > 0
        ? listFindings({ errors: deploy.error.errors, warnings: [] })
        : null;
    const [first] = refused ?? errors;
    if (first) {
      return (
        <>
          <p role="alert">
            {refused ? t('deploy.refused') : t('deploy.faulty', { count: errors.length })}
          </p>
          <Problems
            {...checked}
            findings={refused ?? checked.findings}
            nameOf={nameOf}
            onShow={refused ? undefined : show}
          />
          <Actions>
            <Button onClick={() => show(first)}>{t('deploy.show')}</Button>
          </Actions>
        </>
      );
    }
    return (
      <>
        <p>{consequence()}</p>
        <Problems {...checked} nameOf={nameOf} onShow={show} />
        <Impact live={live.data} readSource={readSource} />
        <DeployNote value={note} onChange={setNote} />
        {deploy.error && (
          <p role="alert" className={classes.saveFailed}>
            <IconAlertTriangle size={16} aria-hidden />
            {deploy.error instanceof NotSavedError
              ? t('deploy.notSaved')
              : `${t('deploy.failed')} ${explain(deploy.error)}`}
          </p>
        )}
        <Actions>
          <Button variant="default" onClick={close}>
            {t('deploy.keep')}
          </Button>
          <Button onClick={() => deploy.mutate()} loading={deploy.isPending}>
            {version === undefined ? t('deploy.confirmUnknown') : t('deploy.confirm', { version })}
          </Button>
        </Actions>
      </>
    );
  };

  return (
    <Dialog onClose={close} title={title()} size={640}>
      <div className="k-dialog">{body()}</div>
    </Dialog>
  );
};

export default DeployDialog;
