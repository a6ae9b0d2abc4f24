import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { moment, useNow } from '@/shared/format';
import { explain, Failure, SkeletonRows } from '@/shared/ui';
import { fetchContent, fetchVersionsOf, type Version as DecisionVersion } from '@/shared/library';
import classes from './editor.module.css';
import { useUsage } from './useFindings';

interface Props {
  decisionKey: string;
  /** Put an older version's content into the draft. */
  onTake: (xml: string) => void;
}

/** What was deployed, and what uses it. */
export const VersionsTab = ({ decisionKey, onTake }: Props) => {
  const { t } = useTranslation('decisions');
  const versions = useQuery({
    queryKey: ['decisions', 'versions', decisionKey],
    queryFn: ({ signal }) => fetchVersionsOf('decision', decisionKey, signal),
  });
  return (
    <div className={classes.columns}>
      <section>
        <h2>{t('versions.title')}</h2>
        {versions.isError && (
          <Failure
            title={t('versions.failed')}
            error={versions.error}
            onRetry={() => void versions.refetch()}
          />
        )}
        {versions.isPending && <SkeletonRows rows={3} />}
        {versions.data?.length === 0 && <p>{t('versions.none')}</p>}
        <ul className={classes.versions}>
          {versions.data?.map((version) => (
            <Version key={version.id} version={version} onTake={onTake} />
          ))}
        </ul>
      </section>
      <section>
        <h2>{t('usage.title')}</h2>
        <Usage decisionKey={decisionKey} />
      </section>
    </div>
  );
};

const Version = ({ version, onTake }: { version: DecisionVersion } & Pick<Props, 'onTake'>) => {
  const { t } = useTranslation('decisions');
  const now = useNow();
  const take = useMutation({
    mutationFn: async () => {
      onTake(await fetchContent('decision', version.id));
    },
  });
  return (
    <li>
      <span>
        {t('versions.version', { version: version.version })}
        {version.version_tag && ` · ${version.version_tag}`}
      </span>
      <span className={classes.quiet}>
        {moment(new Date(version.deployed_at), now)} {version.deployed_by}
        {version.note && <span className={classes.note}>{version.note}</span>}
      </span>
      <Button size="xs" variant="default" loading={take.isPending} onClick={() => take.mutate()}>
        {t('versions.take', { version: version.version })}
      </Button>
      {take.error && <span role="alert">{explain(take.error)}</span>}
    </li>
  );
};

/** Processes that ask the decision. */
export const Usage = ({ decisionKey }: { decisionKey: string }) => {
  const { t } = useTranslation('decisions');
  const usage = useUsage(decisionKey);
  if (usage.isError) return <Failure title={t('usage.failed')} error={usage.error} />;
  if (usage.isPending) return <SkeletonRows rows={2} />;
  if (!usage.data) return <p>{t('usage.first')}</p>;
  const { process_definitions: definitions } = usage.data;
  return (
    <>
      {definitions.length === 0 && <p>{t('usage.none')}</p>}
      <ul className={classes.usage}>
        {definitions.map(({ id, key, name, elements }) => (
          <li key={id}>
            <Link to={`/processes/${encodeURIComponent(key)}`}>{name || key}</Link>{' '}
            <span className={classes.quiet}>{elements.join(', ')}</span>
          </li>
        ))}
      </ul>
    </>
  );
};
