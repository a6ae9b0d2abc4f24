import './words';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isProblem, newKey, useMay, type Deployment } from '@/shared/api';
import { DropFiles } from '@/shared/files';
import { Empty, explain, Failure, PageHead, SkeletonRows, StateBadge, useTitle } from '@/shared/ui';
import { deploy, tryDeployment } from './api';
import { FileReport, Problems } from './FileReport';
import { acceptedReport, refusedReport, type Report } from './report';
import classes from './deploy.module.css';

const withoutSuffix = (name: string) => name.replace(/(\.bpmn20)?\.(bpmn|xml)$/i, '');

/** A file of the same name takes the place of the former one. */
const merge = (before: readonly File[], added: readonly File[]): File[] => {
  const names = new Set(added.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...added];
};

/** The files to deploy and what the server says about them. */
const useDryRun = (files: readonly File[], name: string, enabled: boolean) => {
  const names = files.map((file) => file.name);
  const query = useQuery({
    queryKey: [
      'dry-run',
      ...files.map(
        (file) => `${file.name} ${file.size.toString()} ${file.lastModified.toString()}`,
      ),
    ],
    queryFn: ({ signal }) => tryDeployment(name || 'dry run', files, signal),
    enabled: enabled && files.length > 0,
    staleTime: Infinity,
    gcTime: 0,
  });
  const report = query.data ? acceptedReport(names, query.data) : refusedReport(names, query.error);
  return {
    report,
    error: report ? null : query.error,
    checking: query.isFetching,
    again: query.refetch,
  };
};

const Verdict = ({ report }: { report: Report }) => {
  const { t } = useTranslation('deploy');
  if (report.errors > 0)
    return (
      <StateBadge state="incident">{t('verdict.refused', { count: report.errors })}</StateBadge>
    );
  if (report.duplicate) return <StateBadge state="cancelled">{t('verdict.duplicate')}</StateBadge>;
  if (report.warnings > 0)
    return (
      <StateBadge state="waiting">{t('verdict.warnings', { count: report.warnings })}</StateBadge>
    );
  return <StateBadge state="completed">{t('verdict.fine')}</StateBadge>;
};

interface DoneProps {
  deployment: Deployment;
  names: string[];
  onAgain: () => void;
}

const Done = ({ deployment, names, onAgain }: DoneProps) => {
  const { t } = useTranslation('deploy');
  const report = acceptedReport(names, deployment);
  const { duplicate } = deployment;
  return (
    <div className={classes.body}>
      <div role="status" className={classes.done}>
        <StateBadge state={duplicate ? 'cancelled' : 'completed'}>
          {t(duplicate ? 'done.duplicate' : 'done.deployed')}
        </StateBadge>
        <p>
          {duplicate ? t('done.duplicateText') : t('done.deployedText', { name: deployment.name })}
        </p>
      </div>
      {report.files.map((file) => (
        <FileReport key={file.name} file={file} deployed duplicate={duplicate} />
      ))}
      <div className={classes.actions}>
        <Button component={Link} to="/processes">
          {t('action.processes')}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {t('action.again')}
        </Button>
      </div>
    </div>
  );
};

const ReportView = ({ report, onRemove }: { report: Report; onRemove: (name: string) => void }) => {
  const { t } = useTranslation('deploy');
  return (
    <>
      <div className={classes.verdict} role="status">
        <Verdict report={report} />
        {report.errors > 0 && <span>{t('verdict.nothingStored')}</span>}
      </div>
      {report.general.length > 0 && <Problems problems={report.general} />}
      {report.files.map((file) => (
        <FileReport
          key={file.name}
          file={file}
          deployed={false}
          duplicate={report.duplicate}
          onRemove={() => onRemove(file.name)}
        />
      ))}
    </>
  );
};

interface DeployFormProps {
  name: string;
  onName: (name: string) => void;
  files: number;
  blocked: boolean;
  failure: unknown;
  checking: boolean;
  onCheck: () => void;
  deploying: boolean;
  onDeploy: () => void;
}

const DeployForm = (props: DeployFormProps) => {
  const { t } = useTranslation('deploy');
  const { name, onName, files, blocked, failure, checking, onCheck, deploying, onDeploy } = props;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        onDeploy();
      }}
    >
      <TextInput
        className={classes.name}
        size="md"
        label={t('name')}
        description={t('nameHint')}
        value={name}
        maxLength={255}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      {failure !== null && <p role="alert">{explain(failure)}</p>}
      <div className={classes.actions}>
        <Button
          type="submit"
          disabled={blocked || checking || name.trim() === ''}
          loading={deploying}
        >
          {t('action.deploy', { count: files })}
        </Button>
        <Button variant="default" onClick={onCheck} loading={checking}>
          {t('action.check')}
        </Button>
        {blocked && <span className={classes.reason}>{t('verdict.blocked')}</span>}
      </div>
    </form>
  );
};

const Upload = () => {
  const { t } = useTranslation('deploy');
  const queries = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [typedName, setTypedName] = useState<string | null>(null);
  const [intention, setIntention] = useState(newKey);
  const name = typedName ?? withoutSuffix(files[0]?.name ?? '');
  const change = (next: File[]) => {
    // other files are another intention
    setIntention(newKey());
    setFiles(next);
  };
  const run = useMutation({
    mutationFn: () => deploy(name.trim(), files, intention),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['process-definitions'] }),
    onError: (error) => {
      if (isProblem(error) && !error.isUnreachable) setIntention(newKey());
    },
  });
  const { report, error, checking, again } = useDryRun(files, name, !run.isSuccess);

  if (run.data) {
    const restart = () => {
      run.reset();
      setTypedName(null);
      change([]);
    };
    return <Done deployment={run.data} names={files.map((file) => file.name)} onAgain={restart} />;
  }
  const refused = refusedReport(
    files.map((file) => file.name),
    run.error,
  );
  const shown = refused ?? report;
  return (
    <div className={classes.body}>
      <DropFiles
        onFiles={(added) => change(merge(files, added))}
        label={t(files.length > 0 ? 'choose.more' : 'choose.first')}
      >
        {t('choose.hint')}
      </DropFiles>
      {error && <Failure title={t('checkFailed')} error={error} onRetry={() => void again()} />}
      {checking && !shown && <SkeletonRows rows={files.length} />}
      {shown && (
        <>
          <ReportView
            report={shown}
            onRemove={(removed) => change(files.filter((file) => file.name !== removed))}
          />
          <DeployForm
            name={name}
            onName={setTypedName}
            files={files.length}
            blocked={shown.errors > 0}
            failure={run.isError && !refused ? run.error : null}
            checking={checking}
            onCheck={() => void again()}
            deploying={run.isPending}
            onDeploy={() => run.mutate()}
          />
        </>
      )}
    </div>
  );
};

/** Upload of models with a report before anything is stored. */
export const Component = () => {
  const { t } = useTranslation('deploy');
  useTitle(t('title'));
  const mayDeploy = useMay('deployment.create');
  return (
    <>
      <PageHead crumbs={[{ label: t('crumb'), to: '/processes' }]} title={t('title')} />
      {mayDeploy ? <Upload /> : <Empty title={t('forbidden.title')}>{t('forbidden.text')}</Empty>}
    </>
  );
};
